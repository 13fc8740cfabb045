import type { ReportData } from "../report/report-data.ts";
import { asData, linter } from "./linter.ts";
import type { LintOptions, ManifestFile } from "./options.ts";
import { requireFiles } from "./wrong-use.ts";

/**
 * Checks manifests, and returns what `--format json` prints: whatever is wrong with the files is a diagnostic. Pure
 * and synchronous; the same files in any order give the same report. Throws a `TypeError` that
 * names the option for wrong use, and a `RangeError` for rules and releases that do not exist.
 */
export function lintManifests(
  files: readonly ManifestFile[],
  options: LintOptions = {},
): ReportData {
  requireFiles("files", files);
  return asData(linter(options)(files));
}
