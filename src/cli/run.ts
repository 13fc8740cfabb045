import { packageVersion } from "../parts.ts";
import { rules } from "../../rules/index.ts";
import { check } from "./commands/check.ts";
import { explain } from "./commands/explain.ts";
import { listRules } from "./commands/rules.ts";
import { FileError, thrownText, UsageError } from "./errors.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { Host } from "./host.ts";
import { commands } from "./option.ts";
import { parseArguments, type Arguments } from "./parse-arguments.ts";
import { tellFault, tellFileFaults } from "./tell-fault.ts";
import { terminalOptions } from "./terminal.ts";

/** Runs a command line to its exit status. Never throws. */
export async function run(words: readonly string[], host: Host): Promise<ExitStatus> {
  let args = noArguments(words);
  try {
    const parsed = parseArguments(words);
    args = parsed;
    return await runCommand(parsed, host);
  } catch (error) {
    return complainOf(error, args, host);
  }
}

type Asked = Pick<Arguments, "command" | "has" | "last">;

/** What is known of a command line that cannot be read. */
function noArguments(words: readonly string[]): Asked {
  const command = commands.find((name) => name === words[0]) ?? "check";
  const isConcise = words.some((word) => /^(?:-f|--format=)?concise$/.test(word));
  return {
    command,
    has: (name) => words.includes(`--${name}`),
    last: (name) => (name === "format" && isConcise ? "concise" : undefined),
  };
}

async function complainOf(error: unknown, args: Asked, host: Host): Promise<ExitStatus> {
  if (error instanceof FileError) {
    const text = await fileErrorText(error, args, host);
    tellFileFaults(text, error.faults, { args, host });
  } else {
    tellFault(thrownText(error, args.has("debug")), args, host);
  }
  const wasAsked = error instanceof FileError || error instanceof UsageError;
  if (args.command === "check" && wasAsked) {
    host.complain("No file was checked.\n");
  }
  return 2;
}

async function fileErrorText({ faults }: FileError, args: Asked, host: Host): Promise<string> {
  const { renderComplaint } = await import("../report/complaint.ts");
  const options = terminalOptions(args, { environment: host.environment, output: host.errors });
  return faults.map((fault) => renderComplaint(fault, options)).join("\n");
}

const lazyCommands = {
  graph: async () => (await import("./commands/graph.ts")).graph,
  smoke: async () => (await import("./commands/smoke.ts")).smoke,
  report: async () => (await import("./commands/report.ts")).report,
  diff: async () => (await import("./commands/diff.ts")).diff,
  "upgrade-check": async () => (await import("./commands/upgrade-check.ts")).upgradeCheck,
  test: async () => (await import("./commands/test.ts")).test,
  route: async () => (await import("./commands/route.ts")).route,
  init: async () => (await import("./commands/init.ts")).init,
  server: async () => (await import("./commands/server.ts")).server,
  completion: async () => (await import("./commands/completion.ts")).completion,
};

async function runCommand(args: Arguments, host: Host): Promise<ExitStatus> {
  if (args.has("help")) {
    const { helpText } = await import("./help.ts");
    host.print(helpText(args.command));
    return 0;
  }
  if (args.has("version")) {
    host.print(`${packageVersion()}\n`);
    return 0;
  }
  if (args.has("env-info")) {
    const { environmentInfo } = await import("./environment-info.ts");
    host.print(environmentInfo(args, host));
    return 0;
  }
  if (args.command === "rules") return listRules(args, host);
  if (args.command === "explain") return explain(args, host);
  if (args.command === "check")
    return args.has("watch") ? watchCheck(args, host) : check(args, host);
  const command = await lazyCommands[args.command]();
  return command(args, host, rules);
}

/** A failed run is reported; the next one may succeed. */
async function watchCheck(args: Arguments, host: Host): Promise<ExitStatus> {
  const { watchRuns } = await import("./watch.ts");
  const { earlierRuns } = await import("./earlier-runs.ts");
  const earlier = earlierRuns();
  return watchRuns(args, host, () =>
    check(args, host, earlier).catch((error: unknown) => complainOf(error, args, host)),
  );
}
