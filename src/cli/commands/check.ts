import { lint } from "../../engine/lint.ts";
import type { Parts } from "../../engine/parts.ts";
import type { Report } from "../../report/report.ts";
import { plural } from "../../text/lists.ts";
import type { SourceFile } from "../../yaml/source.ts";
import { builtParts } from "../../parts.ts";
import { rules } from "../../../rules/index.ts";
import { readCheckOptions, type CheckOptions } from "../check-options.ts";
import { errorText, internalErrorText } from "../errors.ts";
import { countWarnings, exitStatus, type ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { findInputs, inputPath, readInputs, type FoundInputs } from "../read-inputs.ts";
import type { FixCommand, Fixed, LintAll } from "../fix-sources.ts";
import { startTiming } from "../timing.ts";
import { writeReport } from "../write-report.ts";

/** Checks manifests: the command that runs when none is named. */
export async function check(args: Arguments, host: Host): Promise<ExitStatus> {
  const options = readCheckOptions(args, rules, host.environment);
  const timing = startTiming(host.now);
  const found = await findInputs(args.operands, options, host);
  if (args.has("show-files")) return showFiles(found, options, host);
  timing.end("find");

  const read = await readInputs(found, options, host);
  timing.end("read");
  const complaints = [...found.complaints, ...read.complaints];
  for (const complaint of complaints) host.complain(complaint);
  if (read.sources.length === 0 && complaints.length > 0) {
    host.complain("No file was checked.\n");
    return 2;
  }

  const parts: Parts = { ...builtParts, onStage: timing.end };
  const lintAll: LintAll = (targets, settings) =>
    lint({ targets, context: [] }, rules, settings, parts);
  const fixed = await fix(read.sources, { args, options, host, lintAll });
  const report = fixed?.report ?? lintAll(read.sources, options.settings);
  await writeReport(report, { args, options, host: fixed?.reportHost ?? host });
  timing.end("write");
  if (args.has("timing")) host.complain(timing.text());

  explainFailures(report, args.has("debug"), host);
  const status = fixed?.status ?? exitStatus(report, options.policy);
  if (status === 0 && options.failUnmatched && holdsNothing(report, found, options)) {
    host.complain(nothingFound(report));
    return 2;
  }
  if (fixed?.status === undefined) explainWarnings(report, options, host);
  return complaints.length > 0 ? 2 : status;
}

async function fix(sources: readonly SourceFile[], run: FixCommand): Promise<Fixed | undefined> {
  if (run.options.fix === undefined) return undefined;
  const { fixSources } = await import("../fix-sources.ts");
  return fixSources(sources, run.options.fix, run);
}

function showFiles(found: FoundInputs, options: CheckOptions, host: Host): ExitStatus {
  const files = [...found.discovery.files, ...(found.usesInput ? [inputPath(options)] : [])];
  host.print(files.map((path) => `${path}\n`).join(""));
  for (const complaint of found.complaints) host.complain(complaint);
  return found.complaints.length > 0 ? 2 : 0;
}

/**
 * Folders, globs and pipes without a manifest: most likely a mistyped path or a failed command before the pipe,
 * which must not pass for ever. Files named one by one, as hooks and editors do, may be anything.
 */
function holdsNothing({ tally }: Report, found: FoundInputs, options: CheckOptions): boolean {
  const named = found.discovery.namesFile || (found.usesInput && options.inputName !== undefined);
  return !named && tally.manifests === 0 && tally.unknownKinds.size === 0;
}

function nothingFound({ tally }: Report): string {
  return errorText(`no Kubernetes manifest was found in ${plural(tally.files, "file")}`, [
    "mend the path, render templates first (`helm template … | istio-grpc-lint -`),",
    "or allow it with `--no-error-on-unmatched-pattern`",
  ]);
}

function explainFailures({ failures }: Report, debug: boolean, host: Host): void {
  for (const { ruleId, error } of failures) {
    host.complain(
      internalErrorText(`rule \`${ruleId}\` stopped with an internal error`, error, debug),
    );
  }
}

function explainWarnings(report: Report, { policy }: CheckOptions, host: Host): void {
  const count = countWarnings(report);
  if (count <= policy.maxWarnings || policy.exitZero) return;
  const limit = `\`--max-warnings ${policy.maxWarnings}\``;
  host.complain(`Failed: ${plural(count, "warning")}, more than ${limit} allows.\n`);
}
