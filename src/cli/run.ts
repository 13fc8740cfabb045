import { packageVersion } from "../parts.ts";
import { check } from "./commands/check.ts";
import { explain } from "./commands/explain.ts";
import { listRules } from "./commands/rules.ts";
import { thrownText, UsageError } from "./errors.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { Host } from "./host.ts";
import { parseArguments, type Arguments } from "./parse-arguments.ts";

/** Runs a command line to its exit status. Never throws. */
export async function run(words: readonly string[], host: Host): Promise<ExitStatus> {
  try {
    return await runCommand(parseArguments(words), host);
  } catch (error) {
    host.complain(thrownText(error, words.includes("--debug")));
    if (error instanceof UsageError && isCheck(words)) host.complain("No file was checked.\n");
    return 2;
  }
}

async function runCommand(args: Arguments, host: Host): Promise<ExitStatus> {
  if (args.has("help")) {
    const { helpText } = await import("./help.ts");
    host.print(helpText());
    return 0;
  }
  if (args.has("version")) {
    host.print(`${packageVersion()}\n`);
    return 0;
  }
  if (args.command === "rules") return listRules(args, host);
  if (args.command === "explain") return explain(args, host);
  return check(args, host);
}

function isCheck([command]: readonly string[]): boolean {
  return command !== "rules" && command !== "explain";
}
