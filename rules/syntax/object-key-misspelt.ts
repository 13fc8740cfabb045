import { renameKey } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { YamlProblem } from "../../src/yaml/node.ts";

export const objectKeyMisspelt = defineRule({
  id: "object-key-misspelt",
  topic: "syntax",
  summary: "`apiVersion` or `kind` is misspelt, so the document is not a Kubernetes object",
  severity: "error",
  reads: "yamlProblem",
  evidence: [
    kubernetes(
      "apimachinery/pkg/runtime/serializer/json/meta.go",
      "`SimpleMetaFactory.Interpret`: an object without `apiVersion` or `kind` cannot be decoded",
    ),
  ],
  fixable: "safe",
  *check(problem) {
    if (problem.kind === "misspelt-key") yield misspelt(problem);
  },
});

function misspelt({ span, message, field }: YamlProblem): Finding {
  const written = field?.key.value ?? "";
  return {
    headline: `\`${written}\` is not a key of Kubernetes objects; did you mean \`${message}\`?`,
    primary: { span, text: "misspelt" },
    note: `kubectl refuses the document, as \`${message}\` is not set; nothing in it was checked`,
    help: `use \`${message}\``,
    ...offerFix(field && renameKey(field, message), { title: `use \`${message}\``, safe: true }),
  };
}
