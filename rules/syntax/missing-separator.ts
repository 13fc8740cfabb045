import type { Finding } from "../../src/rule/finding.ts";
import { insertAt, newlineAt } from "../../src/rule/layout.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { YamlProblem } from "../../src/yaml/node.ts";

export const missingSeparator = defineRule({
  id: "missing-separator",
  topic: "syntax",
  summary: "two objects in one document, not separated by `---`",
  severity: "error",
  reads: "yamlProblem",
  evidence: [
    kubernetes("apimachinery/pkg/util/yaml/decoder.go", "YAMLReader: documents end at `---`"),
    kubernetes(
      "sigs.k8s.io/yaml",
      "UnmarshalStrict refuses duplicate keys; Unmarshal keeps the last",
    ),
  ],
  fixable: "unsafe",
  *check(problem) {
    if (problem.kind === "missing-separator") yield unseparated(problem);
  },
});

function unseparated({ message, before = "", span, related }: YamlProblem): Finding {
  const { source, start } = span;
  const second = message === "" ? "the second object" : `this ${message}`;
  return {
    headline: `\`---\` is missing before ${second}`,
    primary: { span, text: "another object starts here" },
    ...(related && { related: [{ span: related, text: `in one document with this ${before}` }] }),
    note: `kubectl reads both as one object and keeps the last value of each key: the ${before} is lost`,
    help: `add a line \`---\` before ${second}`,
    fix: {
      title: `add \`---\` (the ${before} is then also applied)`,
      safe: false,
      edits: [insertAt(span, start, `---${newlineAt(source.text, start)}`)],
    },
  };
}
