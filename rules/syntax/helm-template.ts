import type { Finding } from "../../src/rule/finding.ts";
import { defineRule } from "../../src/rule/rule.ts";
import { plural } from "../../src/text/lists.ts";
import type { TemplateGroup } from "../../src/yaml/node.ts";
import type { Span } from "../../src/yaml/source.ts";

export const helmTemplate = defineRule({
  id: "helm-template",
  topic: "syntax",
  summary: "a Helm template is not YAML until it is rendered",
  severity: "info",
  reads: "yamlProblem",
  evidence: [
    {
      project: "Helm 3",
      path: "docs/chart_template_guide",
      detail: "templates are Go templates that render to YAML",
    },
  ],
  *check({ kind, span, templates }) {
    if (kind !== "helm-template" || templates === undefined) return;
    yield notChecked(span, templates);
  },
});

function notChecked(span: Span, { folder, isChart, count }: TemplateGroup): Finding {
  const where = isChart ? `of \`${endOf(folder)}\`` : "of this folder";
  const command = isChart ? `helm template ${folder}` : "…";
  return {
    headline: `${plural(count, "template")} ${where} ${count === 1 ? "is" : "are"} not checked`,
    primary: { span, text: "template action" },
    note: "faults in the rendered manifests are not reported",
    help: `render ${count === 1 ? "it" : "them"}: \`${command} | istio-grpc-lint -\``,
  };
}

/** Of a long path, its last two folders. */
function endOf(folder: string): string {
  return folder.length > 40 ? `…/${folder.split("/").slice(-2).join("/")}` : folder;
}
