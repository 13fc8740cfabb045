import type { Finding } from "../../src/rule/finding.ts";
import { defineRule } from "../../src/rule/rule.ts";
import { plural } from "../../src/text/lists.ts";
import type { TemplateGroup } from "../../src/yaml/node.ts";
import type { Span } from "../../src/yaml/source.ts";

export const yttTemplate = defineRule({
  id: "ytt-template",
  topic: "syntax",
  summary: "a ytt template is not the manifest that it renders to",
  severity: "info",
  reads: "yamlProblem",
  evidence: [
    {
      project: "ytt 0.50",
      path: "pkg/yamltemplate/metas.go",
      detail: "comments that begin with `#@` are code or annotations",
    },
  ],
  *check({ kind, span, templates }) {
    if (kind === "ytt-template" && templates !== undefined) yield notChecked(span, templates);
  },
});

function notChecked(span: Span, { folder, count }: TemplateGroup): Finding {
  return {
    headline: `${plural(count, "ytt template")} in \`${folder}\` ${count === 1 ? "is" : "are"} not checked`,
    primary: { span, text: "ytt code" },
    note: "faults in the rendered manifests are not reported",
    help: `render ${count === 1 ? "it" : "them"}: \`ytt -f ${folder} | istio-grpc-lint -\``,
  };
}
