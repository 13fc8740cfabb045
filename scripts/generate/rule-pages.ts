import { severities } from "../../src/rule/finding.ts";
import type { Rule } from "../../src/rule/rule.ts";
import { lintExample } from "../../test/support/lint-text.ts";
import { renderPlain } from "../../test/support/render-plain.ts";
import { blocksIn } from "../../test/support/rule-page.ts";

/**
 * A rule's page with its generated parts made anew: the summary, the references, and below each bad example what
 * the tool says about it.
 */
export function generatedPage(rule: Rule, page: string): string {
  const references = rule.evidence.map((it) => `- ${it.project}, \`${it.path}\`: ${it.detail}`);
  return withOutputs(rule, page)
    .replace(
      /^(# .*\n\n).*\n(?:\nSeverity: .*\n)?/,
      (_, title: string) => `${title}${rule.summary}\n${severityLine(rule)}`,
    )
    .replace(/^## References\n[\s\S]*$/m, () => `## References\n\n${references.join("\n")}\n`);
}

/** When findings have another severity than the rule; nothing where all have the same. */
function severityLine({ severity, severityWhere }: Rule): string {
  const others = severities.flatMap((other) => {
    const where = severityWhere[other];
    return where === undefined ? [] : [`; ${other} where ${where}`];
  });
  return others.length === 0 ? "" : `\nSeverity: ${severity}${others.join("")}.\n`;
}

function withOutputs(rule: Rule, page: string): string {
  return page.replace(/^## Bad\n[\s\S]*?(?=^## Good$)/m, (section) =>
    section.replaceAll(
      /^(```yaml\n([\s\S]*?)^```\n)(?:\n```text\n[\s\S]*?^```\n)?/gm,
      (_, block: string, example: string) =>
        `${block}\n\`\`\`text\n${outputOf(rule, example, blocksIn(section, "proto"))}\`\`\`\n`,
    ),
  );
}

/** Without the closing tally and the page's own address. */
function outputOf(rule: Rule, example: string, protos: readonly string[]): string {
  const report = lintExample(example, protos);
  const own = report.diagnostics.filter(({ ruleId }) => ruleId === rule.id);
  const text = renderPlain({ ...report, diagnostics: own });
  const blocks = text.split("\n\n").slice(0, own.length);
  return `${blocks
    .join("\n\n")
    .replaceAll(/^ *= docs: .*\n?/gm, "")
    .trimEnd()}\n`;
}
