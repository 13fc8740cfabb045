import { basename } from "node:path";
import { throughFolders } from "../files/bounds.ts";
import { writeText } from "../files/write.ts";
import { reportForLogs } from "../report/for-logs.ts";
import { inOrder } from "../report/arrange.ts";
import { rendererFor } from "../report/index.ts";
import { defaultRenderOptions, type RenderOptions } from "../report/renderer.ts";
import type { Report } from "../report/report.ts";
import { packageVersion } from "../parts.ts";
import type { CheckOptions } from "./check-options.ts";
import { InputError, UsageError } from "./errors.ts";
import type { Host } from "./host.ts";
import type { Arguments } from "./parse-arguments.ts";
import type { FoundInputs } from "./read-inputs.ts";
import { terminalOptions } from "./terminal.ts";

interface Run {
  readonly args: Arguments;
  readonly options: CheckOptions;
  readonly host: Host;
}

/** Renders the report in each format that is asked for, to standard output or files. */
export async function writeReport(report: Report, { args, options, host }: Run): Promise<void> {
  const plain: RenderOptions = {
    ...defaultRenderOptions,
    version: packageVersion(),
    minSeverity: options.minSeverity,
    failureThreshold: options.policy.failureThreshold,
    exitZero: options.policy.exitZero,
    statistics: options.arrangement.statistics,
    groupBy: options.arrangement.groupBy,
    // After `--fix`, what is left has been refused.
    fixFlag: options.fix === undefined ? "--fix" : undefined,
  };
  const { order } = options.arrangement;
  const diagnostics = inOrder(report.diagnostics, order);
  for (const { format, file } of options.outputs) {
    const renderer = await rendererFor(format, report, plain);
    const render = (how: RenderOptions): string => renderer({ ...report, diagnostics }, how);
    if (file === undefined) {
      const text = render({ ...plain, ...terminalOptions(args, host) });
      host.print(reportForLogs(format, text));
      continue;
    }
    const reason = writeText(file, reportForLogs(format, render(plain)), host.workingFolder);
    if (reason === undefined) continue;
    throw new InputError(`cannot write \`${file}\`: ${reason}`, [
      "name another file, or leave it out to print the report",
    ]);
  }
}

/**
 * Throws where a report would take the place of a manifest: `-o k8s/service.yaml`. No format is YAML, and a JSON file
 * that nobody names may be the report of the last run.
 */
export function refuseToOverwrite(
  { targets, named }: FoundInputs,
  { outputs }: CheckOptions,
  { workingFolder }: Host,
): void {
  const files = outputs.flatMap(({ file }) => file ?? []);
  if (files.length === 0) return;
  const isPrecious = (path: string): boolean => /\.ya?ml$/i.test(path) || named.includes(path);
  // Links may lead from one folder to another.
  const placeOf = (path: string): string => throughFolders(path, workingFolder);
  const names = new Set(files.map((path) => basename(path)));
  const precious = new Set(
    targets.filter((path) => names.has(basename(path)) && isPrecious(path)).map(placeOf),
  );
  const file = files.find((path) => precious.has(placeOf(path)));
  if (file === undefined) return;
  throw new UsageError(`the report would replace \`${file}\`, which is checked`, [
    "name another file for it",
  ]);
}
