import { docsUrl } from "../../rule/docs-url.ts";
import type { Rule } from "../../rule/rule.ts";
import { rules } from "../../../rules/index.ts";
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
  const format = args.last("format") ?? "text";
  if (format !== "text" && format !== "json") {
    throw new UsageError(`\`--format\` cannot be \`${format}\``, ["choose `text` or `json`"]);
  }
  host.print(format === "json" ? asJson() : asTable());
  return 0;
}

function asTable(): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const topicWidth = Math.max(...rules.map(({ topic }) => topic.length));
  return rules
    .map(({ id, severity, topic, summary }) =>
      [id.padEnd(width), severity.padEnd(7), topic.padEnd(topicWidth), summary].join("  "),
    )
    .map((line) => `${line}\n`)
    .join("");
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
