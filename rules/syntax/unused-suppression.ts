import type { StaleSuppression, Suppression } from "../../src/mesh/objects/suppression.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located, Span } from "../../src/yaml/source.ts";

export const unusedSuppression = defineRule({
  id: "unused-suppression",
  topic: "syntax",
  summary: "a suppression that no longer suppresses anything",
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
  const alone = suppression.names.length === 1;
  const what = suppression.form === "annotation" ? "the annotation" : "the comment";
  const span = alone ? suppression.removal : nameWithComma(suppression, name);
  return {
    headline: `unused suppression of \`${name.value}\``,
    primary: { span: name.span, text: "suppresses nothing" },
    note: "the fault it covered is fixed or has moved; left in place, it hides the next gRPC fault of this kind",
    help: `remove \`${name.value}\` from the suppression`,
    ...offerFix(span && { span, text: "" }, {
      title: `remove ${alone ? what : "it from the list"}`,
      safe: true,
    }),
  };
}

/** The name with the comma before it, or, of the first one, behind it. */
function nameWithComma({ names }: Suppression, name: Located<string>): Span | undefined {
  const index = names.indexOf(name);
  const [before, after] = [names[index - 1], names[index + 1]];
  if (before) return { ...name.span, start: before.span.end };
  return after && { ...name.span, end: after.span.start };
}
