import { defineRule } from "../../src/rule/rule.ts";
import { plural } from "../../src/text/lists.ts";

export const placeholderNotFilled = defineRule({
  id: "placeholder-not-filled",
  topic: "syntax",
  summary: "a manifest with placeholders that another tool replaces before it is applied",
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
      headline: `${plural(Number(message), "placeholder")} in this file: checked as far as possible`,
      primary: { span, text: "replaced later" },
      note: "a placeholder passes any type and reference check, so errors in its final value are not reported",
      help: "check the final manifest: `… | istio-grpc-lint -`",
    };
  },
});
