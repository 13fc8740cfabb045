import type { FileFault } from "../config/file-fault.ts";
import { conciseFault } from "../report/concise.ts";
import { lineIndex } from "../report/line-index.ts";
import type { Host } from "./host.ts";
import type { Arguments } from "./parse-arguments.ts";

type Asked = Pick<Arguments, "last">;

/**
 * Reports work that could not be done. Editors that read `concise` look at nothing but its lines, and would take a run
 * that stopped for one that found nothing: they get a line, too. It stands for the headline where both are read as one.
 */
export function tellFault(text: string, args: Asked, host: Host): void {
  if (!readsLines(args)) {
    host.complain(text);
    return;
  }
  const [headline = ""] = text.split("\n", 1);
  const isSaid = host.mixesErrors() && headline.startsWith("error: ");
  host.complain(isSaid ? text.slice(headline.length + 1) : text);
  host.print(conciseFault({ path: ".", line: 1, column: 1 }, headline.replace(/^error: /, "")));
}

/** The same of faults in a file that steers the run, which are rendered as `text`. */
export function tellFileFaults(
  text: string,
  faults: readonly FileFault[],
  { args, host }: { readonly args: Asked; readonly host: Host },
): void {
  host.complain(text);
  if (!readsLines(args)) return;
  for (const { headline, primary } of faults) {
    const { source, start } = primary.span;
    const position = lineIndex(source).positionAt(start);
    host.print(conciseFault({ path: source.path, ...position }, headline));
  }
}

function readsLines(args: Asked): boolean {
  return args.last("format") === "concise" && args.last("output-file") === undefined;
}
