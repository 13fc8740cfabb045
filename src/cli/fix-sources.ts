import type { Settings } from "../config/settings.ts";
import { replaceFile, whyNotWritable, writeRoots } from "../files/replace-file.ts";
import { removeLeftovers } from "../files/temporary-file.ts";
import { withoutFix } from "../fix/check-fixes.ts";
import { withSuppression } from "../fix/suppression-edits.ts";
import { parseYaml } from "../yaml/parse.ts";
import type { YamlDocument } from "../yaml/node.ts";
import { builtParts } from "../parts.ts";
import { isAtLeast } from "../report/thresholds.ts";
import { planFixes, type FixPlan, type FixRun } from "../fix/plan-fixes.ts";
import { lineIndex } from "../report/line-index.ts";
import { printable } from "../report/printable.ts";
import { shownPath } from "../report/shown-path.ts";
import type { Diagnostic, Report } from "../report/report.ts";
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
import { tellFault } from "./tell-fault.ts";

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
export async function fixSources(
  sources: readonly SourceFile[],
  fix: FixOptions,
  command: FixCommand,
): Promise<Fixed> {
  const place = placeOf(command);
  const plan = planFixes(sources, fixRunOf(fix, command, place));
  if (fix.mode === "diff") return showDiff(plan, fix, command);
  const { host } = command;
  const unwritten = await writeChanges(plan, place, host);
  const failures = [...unwritten.values(), ...printInput(sources, plan, { host, place })];
  for (const failure of failures) tellFault(failure, command.args, host);
  const outcome = unwritten.size === 0 ? plan : outcomeOf(sources, plan, { unwritten, command });
  host.complain(summaryOf(outcome, fix));
  const reportHost = place.input === undefined ? host : complaining(host);
  const report = fix.suppress === undefined ? outcome.report : foundIn(sources, outcome, command);
  return { report, reportHost, ...(failures.length > 0 ? { status: 2 } : {}) };
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

function fixRunOf(
  { unsafe, suppress }: FixOptions,
  { options, lintAll }: FixCommand,
  place: Place,
): FixRun {
  const { settings } = options;
  const find = (sources: readonly SourceFile[]): Report => {
    const report = lintAll(sources, settings);
    return suppress === undefined ? report : withSuppressions(report, suppress, options);
  };
  const isNarrow = settings.only.length > 0 || settings.skip.length > 0;
  const wide = { ...settings, only: [], skip: [] };
  return {
    find,
    ...(isNarrow ? { judge: (sources) => lintAll(sources, wide) } : {}),
    unsafe,
    whyLocked: lockOf(place),
  };
}

/** A report whose fixes are comments that silence what is shown of it. */
function withSuppressions(
  report: Report,
  reason: string,
  { minSeverity }: Pick<CheckOptions, "minSeverity">,
): Report {
  const known = new Map<SourceFile, readonly YamlDocument[]>();
  const documentsOf = (source: SourceFile): readonly YamlDocument[] => {
    const documents =
      known.get(source) ?? parseYaml(source, () => true, builtParts.fullParser).documents;
    known.set(source, documents);
    return documents;
  };
  const diagnostics = report.diagnostics.map((it) =>
    isAtLeast(it.severity, minSeverity)
      ? withSuppression(it, { documentsOf, reason })
      : withoutFix(it),
  );
  return { ...report, diagnostics };
}

/** Why a source cannot be written, asked once a path. */
function lockOf(place: Place): FixRun["whyLocked"] {
  const known = new Map<string, string | undefined>();
  return (source) => {
    if (!known.has(source.path)) {
      const isInput = source.path === place.input;
      // What was not valid UTF-8 is gone from the text.
      const inputReason = source.text.includes("\0") ? "its bytes are not valid UTF-8" : undefined;
      known.set(source.path, isInput ? inputReason : whyNotWritable(source, place));
    }
    return known.get(source.path);
  };
}

/** Writes file by file; what went wrong, as text by path. Who interrupts gets whole files, and nothing else in the folders. */
async function writeChanges(
  { changes }: FixPlan,
  place: Place,
  host: Host,
): Promise<ReadonlyMap<string, string>> {
  const files = changes.filter(({ after }) => after.path !== place.input);
  const paths = files.map(({ after }) => after.path);
  removeLeftovers(paths, place.workingFolder);
  const failures = new Map<string, string>();
  const signals = host.holdSignals();
  try {
    for (const [index, { before, after }] of files.entries()) {
      if (await signals.arrive()) {
        host.complain(`Interrupted: ${index} of ${plural(files.length, "file")} written.\n`);
        break;
      }
      const reason = replaceFile(before, after.text, place);
      if (reason === undefined) continue;
      const help =
        "make it writable; each of the other files is either completely written or unchanged";
      const text = errorText(`cannot write \`${after.path}\`: ${reason}`, [help]);
      failures.set(after.path, text);
    }
  } finally {
    signals.release();
  }
  return failures;
}

/** Plan and report as they are on the disk, where some files could not be written. */
function outcomeOf(
  sources: readonly SourceFile[],
  plan: FixPlan,
  {
    unwritten,
    command,
  }: { readonly unwritten: ReadonlyMap<string, string>; readonly command: FixCommand },
): FixPlan {
  const changes = plan.changes.filter(({ after }) => !unwritten.has(after.path));
  const isMade = ({ fix }: Diagnostic): boolean =>
    fix?.edits.every(({ span }) => !unwritten.has(span.source.path)) === true;
  return {
    changes,
    applied: plan.applied.filter(isMade),
    refused: plan.refused,
    report: foundIn(sources, { changes }, command),
  };
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
  const help = "save the file as UTF-8";
  return isText ? [] : [errorText("standard input cannot be fixed: it is not valid UTF-8", [help])];
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

/** What is found in the changed texts, with the fixes of the rules. */
function foundIn(
  sources: readonly SourceFile[],
  { changes }: Pick<FixPlan, "changes">,
  { lintAll, options }: FixCommand,
): Report {
  const written = new Map(changes.map(({ before, after }) => [before, after]));
  const now = sources.map((source) => written.get(source) ?? source);
  return lintAll(now, options.settings);
}

function complaining(host: Host): Host {
  return { ...host, print: (text) => host.printToErrors(text) };
}

/** "Fixed 3 findings in 2 files; 1 fix refused:", then one line for each that was. */
function summaryOf({ applied, changes, refused, report }: FixPlan, fix: FixOptions): string {
  const [would, did] =
    fix.suppress === undefined ? ["Would fix", "Fixed"] : ["Would suppress", "Suppressed"];
  const verb = fix.mode === "diff" ? would : did;
  const change = fix.suppress === undefined ? "fix" : "suppression";
  const unsafe = report.diagnostics.filter((it) => it.fix?.safe === false).length;
  const parts = [
    `${verb} ${plural(applied.length, "finding")} in ${plural(changes.length, "file")}`,
    ...(refused.length > 0 ? [`${plural(refused.length, change)} refused`] : []),
    ...(unsafe > 0 && !fix.unsafe && fix.suppress === undefined
      ? [`${unsafe} more with --unsafe-fixes`]
      : []),
  ];
  const lines = refused.map(({ diagnostic: { ruleId, primary }, reason }) => {
    const { source, start } = primary.span;
    const { line, column } = lineIndex(source).positionAt(start);
    return `  ${shownPath(source.path)}:${line}:${column} ${ruleId}: ${printable(reason)}\n`;
  });
  return `${parts.join("; ")}${lines.length > 0 ? ":" : "."}\n${lines.join("")}`;
}
