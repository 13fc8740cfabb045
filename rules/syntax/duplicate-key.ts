import { defineRule, kubernetes } from "../../src/rule/rule.ts";

export const duplicateKey = defineRule({
  id: "duplicate-key",
  topic: "syntax",
  summary: "a key that is written twice in one map, so that the first value is lost",
  severity: "error",
  reads: "yamlProblem",
  evidence: [
    kubernetes(
      "sigs.k8s.io/yaml",
      "UnmarshalStrict refuses duplicate keys; Unmarshal keeps the last",
    ),
    kubernetes("sigs.k8s.io/kustomize/kyaml", "`mapping key already defined`"),
  ],
  *check(problem) {
    if (problem.kind !== "duplicate-key") return;
    yield {
      headline: `the key \`${problem.message}\` is written twice in one map`,
      primary: { span: problem.span, text: "this one wins" },
      ...(problem.related && { related: [{ span: problem.related, text: "this one is lost" }] }),
      note: "kubectl silently keeps the last one, kustomize refuses the file: the mesh may get settings nobody meant",
      help: `keep one \`${problem.message}\` and merge what stands under the other`,
    };
  },
});
