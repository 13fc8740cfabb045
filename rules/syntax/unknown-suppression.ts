import type { StaleSuppression } from "../../src/mesh/objects/suppression.ts";
import { defineRule } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

export const unknownSuppression = defineRule({
  id: "unknown-suppression",
  topic: "syntax",
  summary: "a suppression of an unknown rule",
  severity: "warning",
  reads: "staleSuppression",
  evidence: [
    {
      project: "istio-grpc-lint",
      path: "rules/index.ts",
      detail: "the registry of all rules has no such id",
    },
  ],
  fixable: "safe",
  *check(stale) {
    if (stale.unknown) yield namesNoRule(stale);
  },
});

function namesNoRule({ name, nearest }: StaleSuppression): Finding {
  return {
    headline: `unknown rule \`${name.value}\` in a suppression`,
    primary: { span: name.span, text: "no such rule" },
    note: "nothing is suppressed: the gRPC fault it should suppress is still reported",
    help: nearest
      ? `a rule with a similar name exists: \`${nearest}\``
      : "`istio-grpc-lint rules` lists all rules",
    ...(nearest && {
      fix: {
        title: `use \`${nearest}\``,
        safe: true,
        edits: [{ span: name.span, text: nearest }],
      },
    }),
  };
}
