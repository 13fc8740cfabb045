import { rules } from "../../rules/index.ts";
import { docsUrl } from "../rule/docs-url.ts";
import type { Severity } from "../rule/finding.ts";

export interface RuleInfo {
  readonly id: string;
  readonly topic: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly preset: "recommended" | "strict";
  readonly fixable: "safe" | "unsafe" | null;
  readonly docsUrl: string;
  /** Names of options, with their defaults. */
  readonly options: Readonly<Record<string, number>>;
}

/** All rules there are, by topic and id. */
export function listRules(): readonly RuleInfo[] {
  return rules.map(({ id, topic, summary, severity, preset, fixable, options }) => ({
    id,
    topic,
    summary,
    severity,
    preset,
    fixable: fixable ?? null,
    docsUrl: docsUrl({ id, topic }),
    options: Object.fromEntries(
      Object.entries(options).map(([name, option]) => [name, option.default]),
    ),
  }));
}
