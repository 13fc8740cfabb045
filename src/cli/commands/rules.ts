import { docsUrl } from "../../rule/docs-url.ts";
import type { Rule } from "../../rule/rule.ts";
import { rules } from "../../../rules/index.ts";
import { commandFormat } from "../command-format.ts";
import { commandTable } from "../command-table.ts";
import { UsageError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";

/** Lists every rule, as a table or as JSON. */
export function listRules(args: Arguments, host: Host): ExitStatus {
  if (args.operands.length > 0) {
    throw new UsageError("`rules` accepts no operands", [
      "`istio-grpc-lint explain RULE` shows one rule",
    ]);
  }
  const format = commandFormat(args, commandTable.rules.formats);
  host.print(format === "json" ? asJson() : ruleLines(rules));
  return 0;
}

/** A line for each rule: its name, severity and topic, and what it finds. */
export function ruleLines(some: readonly Rule[]): string {
  const rows = some.map((rule) => [rule.id, severityText(rule), rule.topic, rule.summary] as const);
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  "))
    .map((line) => `${line}\n`)
    .join("");
}

/** `info (strict)` of a rule that only the preset strict runs. */
function severityText({ severity, preset }: Rule): string {
  return preset === "strict" ? `${severity} (strict)` : severity;
}

function asJson(): string {
  return `${JSON.stringify(rules.map(entryOf), undefined, 2)}\n`;
}

function entryOf(rule: Rule): object {
  const { id, severity, preset, topic, summary, fixable = null, options, answers } = rule;
  return {
    id,
    severity,
    preset,
    topic,
    summary,
    fixable,
    options,
    answers,
    docsUrl: docsUrl(rule),
  };
}
