import type { StaleSuppression } from "../../src/mesh/suppression.ts";
import { defineRule } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

export const unusedSuppression = defineRule({
  id: "unused-suppression",
  topic: "syntax",
  summary: "a suppression that silences nothing any more",
  severity: "warning",
  reads: "staleSuppression",
  evidence: [
    {
      project: "istio-grpc-lint",
      path: "src/engine/suppress.ts",
      detail: "the rule ran, and no label of its findings touches the scope",
    },
  ],
  fixable: "safe",
  *check(stale) {
    if (!stale.unknown) yield silencesNothing(stale);
  },
});

function silencesNothing({ name, suppression }: StaleSuppression): Finding {
  const alone = suppression.names.length === 1 && suppression.form !== "annotation";
  return {
    headline: `nothing is left for \`${name.value}\` to suppress here`,
    primary: { span: name.span, text: "silences nothing" },
    note: "the fault it covered is gone or moved; left in place it will hide the next gRPC fault of this kind",
    help: `remove \`${name.value}\` from the suppression`,
    ...(alone && {
      fix: {
        title: "remove the comment",
        safe: true,
        edits: [{ span: suppression.removal, text: "" }],
      },
    }),
  };
}
