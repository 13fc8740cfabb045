import type { Config } from "../config/config.ts";
import { resolveSettings } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import type { Rule } from "../rule/rule.ts";
import { isKnownName } from "../rule/rule-names.ts";
import { newestIstio, oldestIstio } from "../schema/kinds.ts";
import { compareReleases } from "../schema/releases.ts";
import { similarName } from "../text/similar-name.ts";
import { configKeys } from "./config-options.ts";
import type { LintOptions } from "./options.ts";
import { requireBoolean, requireFiles, requireKnown, requireStrings } from "./wrong-use.ts";

const ownKeys = ["context", "only", "skip", "inlineSuppressions", "baseline", "crds"] as const;

/** Throws a `TypeError` for options that are unknown or of another type. */
export function requireOptions(options: LintOptions, others: readonly string[]): void {
  requireKnown(options, [...ownKeys, ...configKeys, ...others]);
  requireFiles("context", options.context);
  requireFiles("crds", options.crds);
  requireStrings("only", options.only);
  requireStrings("skip", options.skip);
  requireBoolean("inlineSuppressions", options.inlineSuppressions);
  requireBaseline(options.baseline);
  if (options.istioVersion !== undefined) requireRelease(options.istioVersion);
}

/** Throws a `RangeError` for a name that no rule has, as that is a mistake of the program. */
export function settingsFrom(
  options: LintOptions,
  config: Config,
  rules: readonly Rule[],
): Settings {
  const { only = [], skip = [], inlineSuppressions = true } = options;
  requireRules([...only, ...skip], rules);
  const flags = {
    istioVersion: options.istioVersion,
    gatewayApiVersion: undefined,
    kubernetesVersion: undefined,
    clusterDomain: undefined,
    preset: undefined,
    rules: new Map(),
    only,
    skip,
    inlineSuppressions,
  };
  return resolveSettings(config, flags, (path) => path);
}

type BaselineEntry = NonNullable<LintOptions["baseline"]>[number];

function requireBaseline(entries: LintOptions["baseline"]): void {
  if (entries === undefined || (Array.isArray(entries) && entries.every(isEntry))) return;
  throw new TypeError("`baseline` must be the `entries` of a baseline");
}

function isEntry(entry: BaselineEntry): boolean {
  if (typeof entry !== "object") return false;
  const texts = [entry.rule, entry.path, entry.resource, entry.yamlPath];
  return texts.every((text) => typeof text === "string") && typeof entry.count === "number";
}

function requireRules(names: readonly string[], rules: readonly Rule[]): void {
  const known = new Set(rules.flatMap(({ id, topic }) => [id, topic]));
  for (const name of names) {
    if (isKnownName(name, known)) continue;
    const similar = similarName(name, [...known]);
    const hint = similar === undefined ? "" : `; a similar name exists: \`${similar}\``;
    throw new RangeError(`unknown rule or topic \`${name}\`${hint}`);
  }
}

function requireRelease(release: string): void {
  // One that is newer than all that are known counts as the newest of them.
  if (typeof release !== "string") throw new TypeError("`istioVersion` must be a string");
  if (/^\d+\.\d+$/.test(release) && compareReleases(release, oldestIstio) >= 0) return;
  throw new RangeError(
    `\`istioVersion\` cannot be \`${release}\`; it is a release from \`${oldestIstio}\` to \`${newestIstio}\``,
  );
}
