import type { Rule } from "../../src/rule/rule.ts";

/** All rules as a Markdown table, by topic and id. */
export function rulesTable(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, topic, severity, severityWhere, preset, fixable, summary }) =>
      `| [\`${id}\`](rules/${topic}/${id}.md) | ${[severity, ...Object.keys(severityWhere)].join(", ")}${preset === "strict" ? " (strict)" : ""} | ${fixable ?? ""} | ${summary} |`,
  );
  return ["| rule | severity | fix | finds |", "|---|---|---|---|", ...rows].join("\n");
}

/** `text` with the table between its two markers. */
export function withTable(text: string, table: string): string {
  return text.replace(
    /(<!-- rules -->\n)[\s\S]*?(<!-- \/rules -->)/,
    (_, open: string, close: string) => `${open}${table}\n${close}`,
  );
}
