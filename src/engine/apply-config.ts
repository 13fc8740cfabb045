import { levelFinder } from "../config/rule-levels.ts";
import type { Settings } from "../config/settings.ts";
import type { Diagnostic, SuppressedDiagnostic } from "../report/report.ts";
import type { Rule } from "../rule/rule.ts";
import { inOrder } from "./diagnose.ts";
import type { Audible } from "./silence.ts";

/**
 * Gives findings the severities that the configuration has for their file and resource, those of the first label;
 * what is off there counts as silenced, with the reason given.
 */
export function applyConfig(
  { kept, suppressed, failures }: Audible,
  rules: readonly Rule[],
  settings: Settings,
): Audible {
  const { preset, rules: written, overrides, pathInConfig } = settings;
  if (written.size === 0 && overrides.length === 0 && preset === "recommended") {
    return { kept, suppressed, failures };
  }
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const levelOf = levelFinder(settings);
  const audible: Diagnostic[] = [];
  const silenced: SuppressedDiagnostic[] = [];
  for (const diagnostic of kept) {
    const { ruleId, primary, resource } = diagnostic;
    const rule = byId.get(ruleId);
    const place = { path: pathInConfig(primary.span.source.path), resource };
    const { severity = diagnostic.severity, reason } = rule ? levelOf(rule, place) : noLevel;
    if (severity === "off") silenced.push({ diagnostic, reason, by: "configuration" });
    else audible.push(severity === diagnostic.severity ? diagnostic : { ...diagnostic, severity });
  }
  return { kept: inOrder(audible), suppressed: [...suppressed, ...silenced], failures };
}

const noLevel = { severity: undefined, reason: "" };
