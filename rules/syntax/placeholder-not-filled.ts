import { defineRule } from "../../src/rule/rule.ts";
import { plural } from "../../src/text/lists.ts";

export const placeholderNotFilled = defineRule({
  id: "placeholder-not-filled",
  topic: "syntax",
  summary: "a manifest with placeholders that another tool fills in before it is applied",
  severity: "info",
  reads: "yamlProblem",
  evidence: [
    {
      project: "Flux 2",
      path: "docs/components/kustomize/kustomizations",
      detail: "`postBuild.substitute` replaces `${var}`, `${var:=default}` and the like",
    },
    {
      project: "Chainsaw 0.2",
      path: "docs/quick-start/assertion-trees",
      detail: "`($x)` is an expression, for a field of any type",
    },
  ],
  *check({ kind, span, message }) {
    if (kind !== "placeholder") return;
    yield {
      headline: `${plural(Number(message), "placeholder")} in this file: checked as far as they allow`,
      primary: { span, text: "filled in later" },
      note: "a placeholder agrees with any type and any reference, so faults of what replaces it are not seen",
      help: "check the manifest that is applied: `… | istio-grpc-lint -`",
    };
  },
});
