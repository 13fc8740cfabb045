import type { Settings } from "../config/settings.ts";
import { replaceFile, whyNotWritable, writeRoots } from "../files/replace-file.ts";
import { planFixes, type FixPlan, type FixRun } from "../fix/plan-fixes.ts";
import { lineIndex } from "../report/line-index.ts";
import { printable } from "../report/printable.ts";
import { shownPath } from "../report/shown-path.ts";
import type { Report } from "../report/report.ts";
import { unifiedDiff } from "../report/unified-diff.ts";
import { plural } from "../text/lists.ts";
import type { SourceFile } from "../yaml/source.ts";
import { patchForLogs } from "./patch-for-logs.ts";
import type { CheckOptions, FixOptions } from "./check-options.ts";
import { errorText } from "./errors.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { Host } from "./host.ts";
import type { Arguments } from "./parse-arguments.ts";
import { inputPath } from "./read-inputs.ts";

export type LintAll = (targets: readonly SourceFile[], settings: Settings) => Report;

export interface FixCommand {
  readonly args: Arguments;
  readonly options: CheckOptions;
  readonly host: Host;
  readonly lintAll: LintAll;
}

export interface Fixed {
  /** What is found in the fixed texts. */
  readonly report: Report;
  /** Where that is printed: standard output may already hold the fixed text or a diff. */
  readonly reportHost: Host;
  /** The status of the run, if not what is found decides it. */
  readonly status?: ExitStatus;
}

/** Makes the fixes of a run: writes them, or prints what they would change. */
export function fixSources(
  sources: readonly SourceFile[],
  fix: FixOptions,
  command: FixCommand,
): Fixed {
  const place = placeOf(command);
  const plan = planFixes(sources, fixRunOf(fix, command, place));
  if (fix.mode === "diff") return showDiff(plan, fix, command);
  const { host } = command;
  const failures = [...writeChanges(plan, place), ...printInput(sources, plan, { host, place })];
  for (const failure of failures) host.complain(failure);
  host.complain(summaryOf(plan, fix));
  const reportHost = place.input === undefined ? host : complaining(host);
  return { report: plan.report, reportHost, ...(failures.length > 0 ? { status: 2 } : {}) };
}

interface Place {
  readonly roots: readonly string[];
  readonly workingFolder: string;
  /** The path of standard input, if it is among the sources. */
  readonly input: string | undefined;
}

function placeOf({ args, options, host }: FixCommand): Place {
  const { workingFolder } = host;
  const paths = args.operands.filter((operand) => operand !== "-");
  const usesInput = args.operands.includes("-");
  const roots = usesInput && paths.length === 0 ? [] : writeRoots(paths, workingFolder);
  return { roots, workingFolder, input: usesInput ? inputPath(options) : undefined };
}

function fixRunOf({ unsafe }: FixOptions, { options, lintAll }: FixCommand, place: Place): FixRun {
  const { settings } = options;
  const find = (sources: readonly SourceFile[]): Report => lintAll(sources, settings);
  const isNarrow = settings.only.length > 0 || settings.skip.length > 0;
  const wide = { ...settings, only: [], skip: [] };
  return {
    find,
    ...(isNarrow ? { judge: (sources) => lintAll(sources, wide) } : {}),
    unsafe,
    whyLocked: lockOf(place),
  };
}

/** Why a source cannot be written, asked once a path. */
function lockOf(place: Place): FixRun["whyLocked"] {
  const known = new Map<string, string | undefined>();
  return (source) => {
    if (!known.has(source.path)) {
      const isInput = source.path === place.input;
      // What was no UTF-8 is gone from the text.
      const inputReason = source.text.includes("\0") ? "its bytes are no UTF-8" : undefined;
      known.set(source.path, isInput ? inputReason : whyNotWritable(source, place));
    }
    return known.get(source.path);
  };
}

function writeChanges({ changes }: FixPlan, place: Place): readonly string[] {
  return changes.flatMap(({ before, after }) => {
    if (after.path === place.input) return [];
    const reason = replaceFile(before, after.text, place);
    if (reason === undefined) return [];
    const help = "make it writable; the other files are either written as a whole or as they were";
    return [errorText(`cannot write \`${after.path}\`: ${reason}`, [help])];
  });
}

/** What came from standard input goes to standard output, fixed or not, as filters do. */
function printInput(
  sources: readonly SourceFile[],
  { changes }: FixPlan,
  { host, place }: { readonly host: Host; readonly place: Place },
): readonly string[] {
  const input = sources.find(({ path }) => path === place.input);
  if (input === undefined) return [];
  const isText = !input.text.includes("\0");
  if (isText) host.print(changes.find(({ before }) => before === input)?.after.text ?? input.text);
  const help = "write the text as UTF-8";
  return isText ? [] : [errorText("standard input cannot be fixed: it is no UTF-8", [help])];
}

function showDiff(plan: FixPlan, fix: FixOptions, { host, options }: FixCommand): Fixed {
  const diffs = plan.changes.map(({ before, after }) =>
    unifiedDiff(before.path, before.text, after.text),
  );
  host.print(patchForLogs(diffs.join(""), host.environment));
  host.complain(summaryOf(plan, fix));
  const fails = plan.changes.length > 0 && !options.policy.exitZero;
  const status = plan.report.failures.length > 0 ? 2 : fails ? 1 : 0;
  return { report: plan.report, reportHost: { ...host, print: () => {} }, status };
}

function complaining(host: Host): Host {
  return { ...host, print: (text) => host.printToErrors(text) };
}

/** "Fixed 3 findings in 2 files; 1 fix refused:", then one line for each that was. */
function summaryOf({ applied, changes, refused, report }: FixPlan, fix: FixOptions): string {
  const verb = fix.mode === "diff" ? "Would fix" : "Fixed";
  const unsafe = report.diagnostics.filter((it) => it.fix?.safe === false).length;
  const parts = [
    `${verb} ${plural(applied.length, "finding")} in ${plural(changes.length, "file")}`,
    ...(refused.length > 0 ? [`${plural(refused.length, "fix")} refused`] : []),
    ...(unsafe > 0 && !fix.unsafe ? [`${unsafe} more with --unsafe-fixes`] : []),
  ];
  const lines = refused.map(({ diagnostic: { ruleId, primary }, reason }) => {
    const { source, start } = primary.span;
    const { line, column } = lineIndex(source).positionAt(start);
    return `  ${shownPath(source.path)}:${line}:${column} ${ruleId}: ${printable(reason)}\n`;
  });
  return `${parts.join("; ")}${lines.length > 0 ? ":" : "."}\n${lines.join("")}`;
}
