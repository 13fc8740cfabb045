import { defineRule } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { YamlProblem } from "../../src/yaml/node.ts";

export const kustomizeNotBuilt = defineRule({
  id: "kustomize-not-built",
  topic: "syntax",
  summary: "a kustomization that only kustomize itself can build",
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
    primary: { span, text: "stands in the way" },
    ...(related && { related: [{ span: related, text: "builds upon it" }] }),
    note: "the bases were checked as they are written, not as this kustomization applies them",
    help: `check what it builds: \`kustomize build ${folder} | istio-grpc-lint -\``,
  };
}
