import { dirname, resolve } from "node:path";
import { linkBound } from "../files/bounds.ts";
import { findConfig, folderAround } from "../files/find-config.ts";
import { watchFolders } from "../files/watch-folders.ts";
import { UsageError } from "./errors.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { Host } from "./host.ts";
import type { Arguments } from "./parse-arguments.ts";

/** Milliseconds; editors write a file in several steps. */
const pause = 50;

/** Checks again whenever a file changes, until the process is ended. */
export async function watchRuns(
  args: Arguments,
  host: Host,
  run: () => Promise<ExitStatus>,
): Promise<ExitStatus> {
  refuseStrays(args);
  const outputs = outputFiles(args, host);
  const changes = startChanges((path) => !outputs.has(path), host);
  for (;;) {
    changes.watchBelow(...rootsOf(args, host));
    if (host.output.isTerminal) host.print("\u001B[2J\u001B[3J\u001B[H");
    await run();
    host.complain("Watching for changes. Press Ctrl-C to stop.\n");
    await changes.next();
    // Editors that read along take what was found before for outdated from here on.
    host.complain("Files changed.\n");
  }
}

/** Changes that happen between two waits are not lost. */
function startChanges(
  counts: (path: string) => boolean,
  { workingFolder }: Host,
): {
  readonly watchBelow: ReturnType<typeof watchFolders>["watchBelow"];
  readonly next: () => Promise<void>;
} {
  let hasChanged = false;
  let wake: (() => void) | undefined;
  const onChange = (path: string): void => {
    if (!counts(path)) return;
    hasChanged = true;
    wake?.();
  };
  const { watchBelow } = watchFolders(onChange, (root) => linkBound(root, workingFolder));
  const next = async (): Promise<void> => {
    if (!hasChanged) {
      await new Promise<void>((settle) => {
        wake = settle;
      });
    }
    await new Promise((settle) => {
      setTimeout(settle, pause);
    });
    hasChanged = false;
  };
  return { watchBelow, next };
}

/** The folders of the paths, and those of the configuration and the baseline. */
function rootsOf(
  args: Arguments,
  { workingFolder }: Host,
): readonly [readonly string[], readonly string[]] {
  const operands = args.operands.length === 0 ? ["."] : args.operands;
  const files = [
    args.last("config"),
    args.last("baseline"),
    ...(args.has("no-config") ? [] : findConfig(args.operands, workingFolder)),
  ];
  return [
    operands.map((path) => folderAround(path, workingFolder)),
    files.flatMap((path) => (path === undefined ? [] : dirname(resolve(workingFolder, path)))),
  ];
}

/** What the runs write themselves, by absolute path. */
function outputFiles(args: Arguments, { workingFolder }: Host): ReadonlySet<string> {
  const named = args.all("format").flatMap((it) => /^[^=:]*[=:](.+)$/.exec(it)?.[1] ?? []);
  const files = [...args.all("output-file"), ...named];
  return new Set(files.map((path) => resolve(workingFolder, path)));
}

const strays = [
  "diff",
  "fix",
  "print-config",
  "prune-baseline",
  "show-files",
  "write-baseline",
] as const;

/** What makes no sense in runs without end. */
function refuseStrays(args: Arguments): void {
  const stray = strays.find((name) => args.has(name));
  if (stray !== undefined) {
    throw new UsageError(`\`--watch\` and \`--${stray}\` are mutually exclusive`, [
      "remove one of them",
    ]);
  }
  if (!args.operands.includes("-")) return;
  throw new UsageError("`--watch` cannot watch standard input", ["name files or folders"]);
}
