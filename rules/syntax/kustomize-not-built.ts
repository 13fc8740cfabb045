import { defineRule } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { YamlProblem } from "../../src/yaml/node.ts";

export const kustomizeNotBuilt = defineRule({
  id: "kustomize-not-built",
  topic: "syntax",
  summary: "a kustomization that cannot be built here",
  severity: "info",
  reads: "yamlProblem",
  evidence: [
    {
      project: "kustomize 5.5",
      path: "api/internal/target/kusttarget.go",
      detail: "`accumulateTarget`: resources, components, generators, then transformers in order",
    },
  ],
  *check(problem) {
    if (problem.kind === "kustomize") yield notBuilt(problem);
  },
});

function notBuilt({ span, message, related }: YamlProblem): Finding {
  const { path } = (related ?? span).source;
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || ".";
  return {
    headline: `this kustomization is not built here: ${message}`,
    primary: { span, text: "not supported here" },
    ...(related && { related: [{ span: related, text: "builds on it" }] }),
    note: "the bases were checked as written, not as this kustomization builds them",
    help: `check the built manifests: \`kustomize build ${folder} | istio-grpc-lint -\``,
  };
}
