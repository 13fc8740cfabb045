import type { MalformedSuppression } from "../../src/mesh/objects/suppression.ts";
import { defineRule } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

export const malformedSuppression = defineRule({
  id: "malformed-suppression",
  topic: "syntax",
  summary: "a suppression whose form is not recognized",
  severity: "warning",
  reads: "malformedSuppression",
  evidence: [
    {
      project: "istio-grpc-lint",
      path: "src/engine/find-suppressions.ts",
      detail: "the forms that are read: `ignore[…]`, `file-ignore[…]`, `ignore.istio-grpc-lint/…`",
    },
  ],
  *check(suppression) {
    yield silencesNothing(suppression);
  },
});

function silencesNothing({ span, form, names }: MalformedSuppression): Finding {
  const what = form === "annotation" ? "this key" : "this comment";
  return {
    headline: `${what} is not a valid suppression`,
    primary: { span, text: "suppresses nothing" },
    note: "the gRPC findings that it should suppress are still reported",
    help: `use ${names.length === 0 ? "a form such as " : ""}${formOf(form, names)}`,
  };
}

function formOf(form: MalformedSuppression["form"], names: readonly string[]): string {
  if (form === "annotation") {
    return `the annotation \`ignore.istio-grpc-lint/${names[0] ?? "unknown-field"}: reason\``;
  }
  const word = form === "file-comment" ? "file-ignore" : "ignore";
  const list = names.length === 0 ? "unknown-field" : names.join(", ");
  return `\`# istio-grpc-lint: ${word}[${list}] reason\`, with rule ids in brackets`;
}
