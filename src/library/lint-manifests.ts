import type { ReportData } from "../report/report-data.ts";
import { asData, linter } from "./linter.ts";
import type { LintOptions, ManifestFile } from "./options.ts";

/**
 * Checks manifests, and returns what `--format json` prints: whatever is wrong with the files is a diagnostic. Pure
 * and synchronous; the same files in any order give the same report. Throws a `RangeError` for options that name what
 * does not exist.
 */
export function lintManifests(
  files: readonly ManifestFile[],
  options: LintOptions = {},
): ReportData {
  return asData(linter(options)(files));
}
