import { rules as builtInRules } from "../../rules/index.ts";
import type { Settings } from "../config/settings.ts";
import type { Rule } from "../rule/rule.ts";
import { countCrds, ownKinds } from "../crds/own-kinds.ts";
import { customRules } from "../custom/custom-rule.ts";
import { lint, relint } from "../engine/lint.ts";
import type { Parts } from "../engine/parts.ts";
import { builtParts, loadChunk, packageVersion } from "../parts.ts";
import { reportData } from "../report/json.ts";
import type { ReportData } from "../report/report-data.ts";
import type { Report } from "../report/report.ts";
import { parseYaml } from "../yaml/parse.ts";
import type { SourceFile } from "../yaml/source.ts";
import { configFrom } from "./config-options.ts";
import type { LintOptions } from "./options.ts";
import { requireOptions, settingsFrom } from "./settings-from.ts";

/** The engine with the options of a caller, which are read once. */
export function linter(
  options: LintOptions,
  { fixes, others = [] }: LinterUse = { fixes: "checked" },
): (targets: readonly SourceFile[]) => Report {
  const { rules, settings, parts } = readOptions(options, others);
  const { context = [], baseline = [] } = options;
  if (fixes === "checked") {
    return (targets) => lint({ targets, context, baseline }, rules, settings, parts);
  }
  const again = relint({ targets: [], context, baseline }, rules, parts);
  return (targets) => again(targets, settings);
}

interface LinterUse {
  readonly fixes: "checked" | "unchecked";
  /** Options of the caller's own. */
  readonly others?: readonly string[];
}

interface ReadOptions {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly parts: Parts;
}

/** What options come to; throws where they cannot be meant. `others` are options of the caller's own. */
export function readOptions(options: LintOptions, others: readonly string[]): ReadOptions {
  requireOptions(options, others);
  const config = configFrom(options, builtInRules);
  const rules = [...builtInRules, ...customRules(config.customRules)];
  const settings = settingsFrom(options, config, rules);
  return { rules, settings, parts: partsWith(options.crds ?? []) };
}

function partsWith(crds: readonly SourceFile[]): Parts {
  if (crds.length === 0) return builtParts;
  const documents = crds.flatMap((source, index) => {
    const { documents: read, problems } = parseYaml(source, () => true, builtParts.fullParser);
    const values = read.map(({ root }) => root.toValue());
    if (problems.length === 0 && countCrds(values) > 0) return values;
    throw new TypeError(`\`crds[${index}]\` defines no kind`);
  });
  return { ...builtParts, ownKinds: ownKinds(documents, loadChunk) };
}

const behind = Symbol("report");

/** All findings: a caller can leave out by itself what it does not want. */
export function asData(report: Report): ReportData {
  const data = reportData(report, { version: packageVersion(), minSeverity: "info" });
  // Renderers need the texts; JSON does not show what cannot be listed.
  return Object.defineProperty(data, behind, { value: report });
}

/** The report that data was made of; `undefined` for data of any other origin. */
export function reportBehind(
  data: ReportData & { readonly [behind]?: Report },
): Report | undefined {
  return typeof data === "object" && data !== null ? data[behind] : undefined;
}
