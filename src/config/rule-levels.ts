import type { Severity } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import { coversRule, everyRule, startOf } from "../rule/rule-names.ts";
import type { Override, RuleSetting, RuleSettings } from "./config.ts";
import { globTest } from "./glob.ts";
import type { Settings } from "./settings.ts";

/** How findings of a rule are taken at one place. */
export interface Level {
  /** `undefined` if not configured: then each finding has its own. */
  readonly severity: Severity | "off" | undefined;
  /** Why it is off; empty if no reason is given. */
  readonly reason: string;
}

/** Where a finding is: the file as globs see it, and the resource of its first label. */
export interface Place {
  readonly path: string;
  readonly resource:
    | {
        readonly kind: string;
        readonly namespace: string | undefined;
        readonly name: string;
      }
    | undefined;
}

type Named = Pick<Rule, "id" | "topic" | "preset">;
type Choice = Pick<Settings, "only" | "skip" | "preset" | "rules" | "overrides">;

/** A rule by its name, before the longest start of it, before its topic, before `ALL`. */
function settingOf(rules: RuleSettings, { id, topic }: Named): RuleSetting | undefined {
  if (rules.size === 0) return undefined;
  return rules.get(id) ?? settingByStart(rules, id) ?? rules.get(topic) ?? rules.get(everyRule);
}

function settingByStart(rules: RuleSettings, id: string): RuleSetting | undefined {
  const names = [...rules.keys()].filter((name) => id.startsWith(startOf(name) ?? "\0"));
  const longest = names.toSorted((left, right) => right.length - left.length)[0];
  return longest === undefined ? undefined : rules.get(longest);
}

/** What holds everywhere: the configuration's word, else the preset's. A rule that is called by its name is on. */
export function generalLevel(rule: Named, { only, preset, rules }: Choice): Level {
  const setting = settingOf(rules, rule);
  const severity = setting?.severity ?? (isIn(preset, rule) ? undefined : "off");
  const called = severity === "off" && only.includes(rule.id);
  return { severity: called ? undefined : severity, reason: setting?.reason ?? "" };
}

function isIn(preset: Settings["preset"], rule: Named): boolean {
  return preset === "strict" || rule.preset === "recommended";
}

/** Whether a rule can have findings anywhere. */
export function mayRun(rule: Named, choice: Choice): boolean {
  const named = (names: readonly string[]): boolean => names.some((name) => coversRule(name, rule));
  if ((choice.only.length > 0 && !named(choice.only)) || named(choice.skip)) return false;
  return choice.overrides.reduce(
    (runs, { rules, files, resources }) => {
      const severity = settingOf(rules, rule)?.severity;
      if (severity === undefined) return runs;
      const isGeneral = files === undefined && resources === undefined;
      return severity !== "off" || (runs && !isGeneral);
    },
    generalLevel(rule, choice).severity !== "off",
  );
}

/** Finds the level of a rule at a place: the last override that covers the place, else what holds everywhere. */
export function levelFinder(choice: Choice): (rule: Named, place: Place) => Level {
  const overrides = choice.overrides.map((override) => ({ override, covers: coverage(override) }));
  return (rule, place) => {
    const found = overrides.findLast(
      ({ override, covers }) =>
        settingOf(override.rules, rule)?.severity !== undefined && covers(place),
    );
    if (found === undefined) return generalLevel(rule, choice);
    const setting = settingOf(found.override.rules, rule);
    return {
      severity: setting?.severity,
      reason: setting?.reason || found.override.reason,
    };
  };
}

function coverage({ files, resources }: Override): (place: Place) => boolean {
  const inFiles = files && globTest(files);
  const patterns = resources?.map((pattern) => ({
    kind: pattern.kind,
    namespace: globTest([pattern.namespace ?? "*"]),
    name: globTest([pattern.name ?? "*"]),
  }));
  return ({ path, resource }) => {
    if (inFiles && !inFiles(path)) return false;
    if (patterns === undefined) return true;
    return patterns.some(
      ({ kind, namespace, name }) =>
        resource !== undefined &&
        (kind === undefined || kind === resource.kind) &&
        namespace(resource.namespace ?? "") &&
        name(resource.name),
    );
  };
}
