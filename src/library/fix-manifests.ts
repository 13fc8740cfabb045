import { planFixes } from "../fix/plan-fixes.ts";
import { diagnosticOf } from "../report/json.ts";
import { lineIndexes } from "../report/line-index.ts";
import type { DiagnosticData, ReportData } from "../report/report-data.ts";
import { asData, linter } from "./linter.ts";
import type { LintOptions, ManifestFile } from "./options.ts";
import { requireBoolean, requireFiles } from "./wrong-use.ts";

export interface FixOptions extends LintOptions {
  /** Whether fixes are made that may change what correct parts of the mesh do; `false` if left out. */
  readonly unsafe?: boolean;
}

export interface FixResult {
  /** All files, in the order given; those without a fix are the objects given. */
  readonly files: readonly ManifestFile[];
  /** The findings whose fixes were made; places are those of the text at hand when each was made. */
  readonly applied: readonly DiagnosticData[];
  /** The findings whose fixes were not made. */
  readonly refused: readonly { readonly diagnostic: DiagnosticData; readonly reason: string }[];
  /** What is found in the fixed files. */
  readonly report: ReportData;
}

/**
 * Makes the fixes that `--fix` makes, in memory. Each result is checked again, and a fix that does not hold what it
 * promises is left out. Bytes that no fix is about stay as they are.
 */
export function fixManifests(files: readonly ManifestFile[], options: FixOptions = {}): FixResult {
  requireFiles("files", files);
  requireBoolean("unsafe", options.unsafe);
  const { only: _, skip: __, ...wide } = options;
  const use = { fixes: "unchecked", others: ["unsafe"] } as const;
  const plan = planFixes(files, {
    find: linter(options, use),
    judge: linter(wide, use),
    unsafe: options.unsafe ?? false,
    whyLocked: () => undefined,
  });
  const fixed = new Map(plan.changes.map(({ before, after }) => [before, after]));
  const indexOf = lineIndexes();
  return {
    files: files.map((file) => fixed.get(file) ?? file),
    applied: plan.applied.map((diagnostic) => diagnosticOf(diagnostic, indexOf)),
    refused: plan.refused.map(({ diagnostic, reason }) => ({
      diagnostic: diagnosticOf(diagnostic, indexOf),
      reason,
    })),
    report: asData(plan.report),
  };
}
