import type { RuleSetting, RuleSettings } from "../config/config.ts";
import { severities } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import { coversRule, isKnownName } from "../rule/rule-names.ts";
import { list } from "../text/lists.ts";
import { similarName } from "../text/similar-name.ts";
import { UsageError } from "./errors.ts";
import type { Arguments } from "./parse-arguments.ts";

/** The rules and topics that `--only` and `--skip` name; all unknown names are reported together. */
export function readRuleNames(
  args: Arguments,
  rules: readonly Rule[],
): { readonly only: readonly string[]; readonly skip: readonly string[] } {
  const [only, skip] = [namesIn(args, "only"), namesIn(args, "skip")];
  const known = new Set(rules.flatMap(({ id, topic }) => [id, topic]));
  const unknown = [...new Set([...only, ...skip])].filter((name) => !isKnownName(name, known));
  if (unknown.length > 0) throw unknownRules(unknown, known);
  const isLeft = (rule: Rule): boolean =>
    (only.length === 0 || only.some((name) => coversRule(name, rule))) &&
    !skip.some((name) => coversRule(name, rule));
  if (rules.some(isLeft)) return { only, skip };
  throw new UsageError("`--only` and `--skip` leave no rule to run", [
    "add more to `--only`, or less to `--skip`",
  ]);
}

/** The values of `--rule`: severities by rule or topic. */
export function readRuleLevels(args: Arguments, rules: readonly Rule[]): RuleSettings {
  const levels = namesIn(args, "rule").map(readRuleLevel);
  const known = new Set(rules.flatMap(({ id, topic }) => [id, topic]));
  const unknown = levels.map(([name]) => name).filter((name) => !isKnownName(name, known));
  if (unknown.length > 0) throw unknownRules(unknown, known);
  return new Map(levels);
}

function readRuleLevel(text: string): readonly [string, RuleSetting] {
  const [, name = "", level = ""] = /^([^=:]*)[=:](.*)$/.exec(text) ?? [];
  const severity = ["off" as const, ...severities].find((it) => it === level);
  if (severity !== undefined) return [name, { severity, reason: "", options: {} }];
  throw new UsageError(`\`--rule\` cannot be \`${text}\``, [
    "use `NAME=error`, `NAME=warning`, `NAME=info` or `NAME=off`",
  ]);
}

/** One error for all names that no rule and no topic has. */
export function unknownRules(names: readonly string[], known: Iterable<string>): UsageError {
  const candidates = [...known];
  const similar = names.flatMap((name) => {
    const found = similarName(name, candidates);
    if (found !== undefined) return [`\`${name}\`: a similar name exists: \`${found}\``];
    const longer = candidates.filter((it) => it.startsWith(`${name}-`));
    return longer.length === 0 ? [] : [`\`${name}\` is the start of ${list(longer, 3)}`];
  });
  const [first = ""] = names;
  const message =
    names.length === 1
      ? `unknown rule or topic \`${first}\``
      : `unknown rules or topics: ${names.map((name) => `\`${name}\``).join(", ")}`;
  return new UsageError(message, [...similar, "`istio-grpc-lint rules` lists all rules"]);
}

function namesIn(args: Arguments, option: "only" | "skip" | "rule"): readonly string[] {
  return args.all(option).flatMap((value) => {
    const names = value
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "");
    if (names.length > 0) return names;
    throw new UsageError(`\`--${option}\` cannot be \`${value}\``, ["use at least one name"]);
  });
}
