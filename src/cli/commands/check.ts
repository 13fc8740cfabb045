import { lintUnchecked, relint, type Inputs } from "../../engine/lint.ts";
import type { Parts } from "../../engine/parts.ts";
import type { GitChanges } from "../../files/git-changes.ts";
import { printable } from "../../report/printable.ts";
import type { Report } from "../../report/report.ts";
import { quotedPath } from "../../report/shown-path.ts";
import type { Rule } from "../../rule/rule.ts";
import { list, plural } from "../../text/lists.ts";
import type { SourceFile } from "../../yaml/source.ts";
import { builtParts } from "../../parts.ts";
import { readBaseline, updateBaseline, type ReadBaseline } from "../baseline-file.ts";
import type { CheckOptions } from "../check-options.ts";
import { noEarlierRuns, type EarlierRuns } from "../earlier-runs.ts";
import { errorText, internalErrorText } from "../errors.ts";
import { inputsBefore, narrowTo, readChanges, withIndex } from "../changes.ts";
import { explainReleases } from "../explain-releases.ts";
import { countWarnings, exitStatus, type ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { loadOwnKinds } from "../load-own-kinds.ts";
import { withCharts } from "../render-charts.ts";
import { loadConfig, type LoadedConfig } from "../load-config.ts";
import type { Arguments } from "../parse-arguments.ts";
import { startProgress } from "../progress.ts";
import {
  findInputs,
  inputPath,
  readInputs,
  type FoundInputs,
  type ReadInputs,
} from "../read-inputs.ts";
import type { FixCommand, Fixed, LintAll } from "../fix-sources.ts";
import { tellFault } from "../tell-fault.ts";
import { startTiming } from "../timing.ts";
import { refuseToOverwrite, writeReport } from "../write-report.ts";

/** For fewer files than this it makes no difference how V8 is tuned. */
const fewFiles = 300;

/** Checks manifests: the command that runs when none is named. */
export async function check(
  args: Arguments,
  host: Host,
  earlier = noEarlierRuns,
): Promise<ExitStatus> {
  const loaded = loadConfig(args, host);
  const { rules, options } = earlier.steeringOf(args, loaded, host);
  if (args.has("print-config")) return printConfig(args, { host, loaded, options, rules });
  const timing = startTiming(host.now);
  const found = await findInputs(args.operands, options, { host, loaded });
  if (args.has("show-files")) return showFiles(found, options, host);
  refuseToOverwrite(found, options, host);
  timing.end("find");
  await prepareFor(found, host);
  const baseline =
    options.baseline && readBaseline(options.baseline, filesOf(found, options), host);
  const changes = readChanges(args, host);
  const onDisk = withKnown(await readInputs(found, options, host), earlier);
  const asked = changes === undefined ? onDisk : withIndex(onDisk, changes, host);
  const { read, place } = withCharts(asked, args, host);
  timing.end("read");
  const complaints = [...found.complaints, ...read.complaints];
  for (const complaint of complaints) tellFault(complaint, args, host);
  if (read.targets.length === 0 && complaints.length > 0) {
    host.complain("No file was checked.\n");
    return 2;
  }

  const ownKinds = await readOwnKinds(args, host);
  const progress = startProgress(read, host);
  const parts: Parts = {
    ...builtParts,
    ...(ownKinds && { ownKinds }),
    onStage: (stage) => (timing.end(stage), progress.end(stage)),
  };
  const inputs = inputsOf(read.targets, { found, read, baseline, options });
  const narrowed = narrowing(changes, { inputs, rules, options, host });
  const again = relint(inputs, rules, parts);
  const lintAll: LintAll = (targets, settings) => narrowed(again(targets, settings));
  const fixed = await fix(read.targets, { args, options, host, lintAll });
  const first =
    fixed?.report ?? narrowed(place(earlier.lint(inputs, rules, options.settings, parts)));
  progress.clear();
  const report =
    options.baseline && baseline
      ? updateBaseline(first, baseline, { options: options.baseline, host })
      : first;
  await writeReport(report, { args, options, host: fixed?.reportHost ?? host });
  timing.end("write");
  if (args.has("timing")) host.complain(timing.text());

  explain(report, found, { args, options, host });
  const status = fixed?.status ?? exitStatus(report, options.policy);
  if (status === 0 && options.failUnmatched && holdsNothing(report, found, options)) {
    tellFault(nothingFound(report), args, host);
    return 2;
  }
  if (fixed?.status === undefined) explainStatus(report, options, host);
  return complaints.length > 0 ? 2 : status;
}

async function prepareFor({ targets, context }: FoundInputs, host: Host): Promise<void> {
  if (targets.length + context.length <= fewFiles) return;
  const { expectMuch } = await import("../expect-much.ts");
  expectMuch(host.v8);
}

function withKnown(read: ReadInputs, { known }: EarlierRuns): ReadInputs {
  return { ...read, targets: known(read.targets), context: known(read.context) };
}

/** Leaves out what a change is not answerable for; all stays where no change was asked for. */
function narrowing(
  changes: GitChanges | undefined,
  {
    inputs,
    rules,
    options,
    host,
  }: {
    readonly inputs: Inputs;
    readonly rules: readonly Rule[];
    readonly options: CheckOptions;
    readonly host: Host;
  },
): (report: Report) => Report {
  if (changes === undefined) return (report) => report;
  const before = inputsBefore(inputs, changes, host);
  const earlier = lintUnchecked(before, rules, options.settings, builtParts);
  return (report) => narrowTo(report, earlier, changes, host);
}

async function readOwnKinds(args: Arguments, host: Host): Promise<Parts["ownKinds"]> {
  const paths = args.all("crd");
  return paths.length === 0 ? undefined : loadOwnKinds(paths, host);
}

/** What a run reads besides its targets. */
interface RunInputs {
  readonly found: FoundInputs;
  readonly read: ReadInputs;
  readonly baseline: ReadBaseline | undefined;
  readonly options: CheckOptions;
}

function inputsOf(
  targets: readonly SourceFile[],
  { found, read: { context, protos }, baseline, options }: RunInputs,
): Inputs {
  const named = new Set(found.usesInput ? [...found.named, inputPath(options)] : found.named);
  const texts = { targets, context, protos, named };
  if (baseline === undefined) return texts;
  return { ...texts, baseline: baseline.entries, gone: baseline.gone };
}

async function printConfig(
  args: Arguments,
  around: {
    readonly host: Host;
    readonly loaded: LoadedConfig;
    readonly options: CheckOptions;
    readonly rules: readonly Rule[];
  },
): Promise<ExitStatus> {
  const { printSettings } = await import("../print-settings.ts");
  return printSettings(args, around);
}

async function fix(sources: readonly SourceFile[], run: FixCommand): Promise<Fixed | undefined> {
  if (run.options.fix === undefined) return undefined;
  const { fixSources } = await import("../fix-sources.ts");
  return fixSources(sources, run.options.fix, run);
}

/** The files that are reported on. */
function filesOf({ targets, usesInput }: FoundInputs, options: CheckOptions): readonly string[] {
  return usesInput ? [...targets, inputPath(options)] : targets;
}

function showFiles(found: FoundInputs, options: CheckOptions, host: Host): ExitStatus {
  const protos = found.protos.flatMap(({ path, isTarget }) => (isTarget ? [path] : []));
  const files = [...filesOf(found, options), ...protos];
  host.print(files.map((path) => `${quotedPath(path)}\n`).join(""));
  for (const complaint of found.complaints) host.complain(complaint);
  return found.complaints.length > 0 ? 2 : 0;
}

/**
 * Folders, globs and pipes without a manifest: most likely a mistyped path or a failed command before the pipe,
 * which must not pass for ever. Files named one by one, as hooks and editors do, may be anything.
 */
function holdsNothing(
  { tally, diagnostics }: Report,
  found: FoundInputs,
  options: CheckOptions,
): boolean {
  const named = found.named.length > 0 || (found.usesInput && options.inputName !== undefined);
  const { manifests, unknownKinds, templates } = tally;
  const isSilent = diagnostics.length === 0;
  return (
    !named && isSilent && found.protos.length + manifests + unknownKinds.size + templates === 0
  );
}

function nothingFound({ tally }: Report): string {
  return errorText(`no Kubernetes manifest was found in ${plural(tally.files, "file")}`, [
    "check the path, render Helm charts first (`helm template … | istio-grpc-lint -`),",
    "or allow it with `--no-error-on-unmatched-pattern`",
  ]);
}

/** What the report itself does not say. */
function explain(
  report: Report,
  found: FoundInputs,
  {
    args,
    options,
    host,
  }: { readonly args: Arguments; readonly options: CheckOptions; readonly host: Host },
): void {
  explainReleases(options.settings, host);
  explainFailures(report, args, host);
  explainIgnored(found, host);
  explainOutside(found, host);
}

function explainFailures({ failures }: Report, args: Arguments, host: Host): void {
  for (const { ruleId, error } of failures) {
    const what = `rule \`${ruleId}\` stopped with an internal error`;
    tellFault(internalErrorText(what, error, args.has("debug")), args, host);
  }
}

/** Files that were named but not checked must not count as checked. */
function explainIgnored({ ignored }: FoundInputs, host: Host): void {
  if (ignored.length === 0) return;
  const names = list(ignored.map(printable), 3);
  host.complain(`Ignored: ${plural(ignored.length, "file")} (${names}).\n`);
}

function explainOutside({ outside }: FoundInputs, host: Host): void {
  if (outside.length === 0) return;
  const links = outside.length === 1 ? "1 link that leads" : `${outside.length} links that lead`;
  const names = list(outside.map(printable), 3);
  host.complain(`Not followed: ${links} outside (${names}).\n`);
}

/** What fails the run besides the findings in the report. */
function explainStatus(report: Report, { policy }: CheckOptions, host: Host): void {
  if (policy.exitZero) return;
  const count = countWarnings(report);
  if (count > policy.maxWarnings) {
    const limit = `\`--max-warnings ${policy.maxWarnings}\``;
    host.complain(`Failed: ${plural(count, "warning")}, more than ${limit} allows.\n`);
  }
  const stale = report.staleBaseline.length;
  if (policy.strictBaseline && stale > 0) {
    const entries = plural(stale, "stale baseline entry");
    host.complain(`Failed: ${entries} (\`--strict-baseline\`).\n`);
  }
}
