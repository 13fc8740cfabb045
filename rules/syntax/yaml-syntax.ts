import { defineRule, kubernetes } from "../../src/rule/rule.ts";

export const yamlSyntax = defineRule({
  id: "yaml-syntax",
  topic: "syntax",
  summary: "a document that kubectl cannot read",
  severity: "error",
  reads: "yamlProblem",
  evidence: [
    kubernetes("sigs.k8s.io/yaml", "YAMLToJSON on go.yaml.in/yaml/v2, as kubectl uses it"),
  ],
  *check(problem) {
    if (problem.kind !== "syntax") return;
    yield {
      headline: problem.message,
      primary: { span: problem.span, text: "cannot be read" },
      ...(problem.related && { related: [{ span: problem.related, text: "opened here" }] }),
      note: "kubectl refuses the file, so nothing in this document reaches the mesh or is checked here",
      help: "fix the YAML here; the rest of this document was not checked",
    };
  },
});
