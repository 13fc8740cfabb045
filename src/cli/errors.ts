import type { FileFault } from "../config/file-fault.ts";
import { printable } from "../report/printable.ts";

/** The command line asks for something that does not exist; nothing was done. */
export class UsageError extends Error {
  /** What to do instead, each one line. */
  readonly help: readonly string[];

  constructor(message: string, help: readonly string[]) {
    super(message);
    this.help = help;
  }
}

/** Something that was asked for could not be read or written. */
export class InputError extends Error {
  readonly help: readonly string[];

  constructor(message: string, help: readonly string[]) {
    super(message);
    this.help = help;
  }
}

/** A configuration file has faults. */
export class FileError extends Error {
  readonly faults: readonly FileFault[];

  constructor(path: string, faults: readonly FileFault[]) {
    super(`\`${path}\` cannot be used`);
    this.faults = faults;
  }
}

export const issuesUrl = "https://github.com/istio-grpc-lint/istio-grpc-lint/issues";

/** An error about the run, as it is printed to standard error. */
export function errorText(message: string, help: readonly string[]): string {
  return [`error: ${message}`, ...help.map((line) => `  = help: ${line}`)]
    .map((line) => `${printable(line)}\n`)
    .join("");
}

/** Text for anything thrown: known errors with their help, others as what they are, a bug of ours. */
export function thrownText(error: unknown, debug: boolean): string {
  if (error instanceof UsageError || error instanceof InputError) {
    return errorText(error.message, error.help);
  }
  return internalErrorText("internal error", error, debug);
}

/** A bug of ours in one line; the stack only where it is asked for. */
export function internalErrorText(what: string, error: unknown, debug: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const hint = debug ? "" : ", with the output of `--debug`";
  const text = errorText(`${what}: ${firstLine(message)}`, [
    `please report it at ${issuesUrl}${hint}`,
  ]);
  return debug && error instanceof Error ? `${text}${error.stack ?? ""}\n` : text;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
