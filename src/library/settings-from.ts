import { defaultSettings, type Settings } from "../config/settings.ts";
import type { Rule } from "../rule/rule.ts";
import { isKnownName } from "../rule/rule-names.ts";
import { newestIstio, oldestIstio } from "../schema/kinds.ts";
import { compareReleases } from "../schema/releases.ts";
import { similarName } from "../text/similar-name.ts";
import type { LintOptions } from "./options.ts";

/** Throws a `RangeError` for a release or a name that does not exist, as that is a mistake of the program. */
export function settingsFrom(options: LintOptions, rules: readonly Rule[]): Settings {
  const only = options.only ?? [];
  const skip = options.skip ?? [];
  requireRules([...only, ...skip], rules);
  const istioVersion = options.istioVersion ?? defaultSettings.istioVersion;
  requireRelease(istioVersion);
  return {
    ...defaultSettings,
    istioVersion,
    forIstio: options.istioVersion !== undefined,
    clusterDomain: options.clusterDomain ?? defaultSettings.clusterDomain,
    only,
    skip,
    inlineSuppressions: options.inlineSuppressions ?? true,
  };
}

function requireRules(names: readonly string[], rules: readonly Rule[]): void {
  const known = new Set(rules.flatMap(({ id, topic }) => [id, topic]));
  for (const name of names) {
    if (isKnownName(name, known)) continue;
    const similar = similarName(name, [...known]);
    const hint = similar === undefined ? "" : `; a similar name exists: \`${similar}\``;
    throw new RangeError(`no rule or topic is called \`${name}\`${hint}`);
  }
}

function requireRelease(release: string): void {
  // One that is newer than all that are known counts as the newest of them.
  if (/^\d+\.\d+$/.test(release) && compareReleases(release, oldestIstio) >= 0) return;
  throw new RangeError(
    `\`istioVersion\` cannot be \`${release}\`; it is a release from \`${oldestIstio}\` to \`${newestIstio}\``,
  );
}
