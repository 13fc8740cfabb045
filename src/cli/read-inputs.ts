import { discover, type Discovery } from "../files/discover.ts";
import { readSource, readStream, type ReadResult, type Unreadable } from "../files/read.ts";
import type { SourceFile } from "../yaml/source.ts";
import { errorText } from "./errors.ts";
import type { CheckOptions } from "./check-options.ts";
import type { Host } from "./host.ts";

/** What the operands of a check stand for. */
export interface FoundInputs {
  readonly discovery: Discovery;
  readonly usesInput: boolean;
  /** What is wrong with the operands, as text for standard error. */
  readonly complaints: readonly string[];
}

export interface ReadInputs {
  readonly sources: readonly SourceFile[];
  readonly complaints: readonly string[];
}

const hint = "mend the path, or allow it with `--no-error-on-unmatched-pattern`";

export async function findInputs(
  operands: readonly string[],
  options: CheckOptions,
  host: Host,
): Promise<FoundInputs> {
  const paths = operands.filter((operand) => operand !== "-");
  const discovery = await discover(operands.length === 0 ? ["."] : paths, host.workingFolder);
  const unmatched = [
    ...discovery.unmatched.map((path) => errorText(`\`${path}\` matches no file`, [hint])),
    ...discovery.empty.map((path) => errorText(`\`${path}\` holds no YAML or JSON file`, [hint])),
  ];
  return {
    discovery,
    usesInput: operands.includes("-"),
    complaints: [
      ...(options.failUnmatched ? unmatched : []),
      ...discovery.unreadableFolders.map((path) =>
        unreadableText({ path, reason: "permission denied" }),
      ),
    ],
  };
}

export async function readInputs(
  { discovery, usesInput }: FoundInputs,
  options: CheckOptions,
  host: Host,
): Promise<ReadInputs> {
  const results: ReadResult[] = discovery.files.map((path) => readSource(path, host.workingFolder));
  if (usesInput) results.push(await readStream(host.openInput(), inputPath(options)));
  return {
    sources: results.flatMap((result) => ("source" in result ? result.source : [])),
    complaints: results.flatMap((result) =>
      "unreadable" in result ? unreadableText(result.unreadable) : [],
    ),
  };
}

/** The path under which findings in standard input are reported. */
export function inputPath({ inputName }: CheckOptions): string {
  return inputName ?? "<stdin>";
}

function unreadableText({ path, reason }: Unreadable): string {
  return errorText(`cannot read \`${path}\`: ${reason}`, [
    "make it readable, or name the files to check one by one",
  ]);
}
