import { defineRule } from "../../src/rule/rule.ts";

export const helmTemplate = defineRule({
  id: "helm-template",
  topic: "syntax",
  summary: "a Helm template, which is no YAML until it is rendered",
  severity: "info",
  reads: "yamlProblem",
  evidence: [
    {
      project: "Helm 3",
      path: "docs/chart_template_guide",
      detail: "templates are Go templates that render to YAML",
    },
  ],
  *check(problem) {
    if (problem.kind !== "helm-template") return;
    yield {
      headline: "this file is a Helm template and was not checked",
      primary: { span: problem.span, text: "template action" },
      note: "faults that break gRPC in the rendered manifests are not seen here",
      help: "check what it renders to: `helm template … | istio-grpc-lint -`",
    };
  },
});
