/** Commands that the runner of GitHub Actions takes from `::name …::` at the start of a line. */
const githubCommands = new Set([
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
]);

/**
 * What a CI system would do on reading `log`, as its runner reads it: GitHub's (`ActionCommand.TryParseV2` and `TryParse`,
 * actions/runner), Azure's (`Command.TryParse`, azure-pipelines-agent) and TeamCity's. Lines are those of .NET.
 */
export function commandsIn(log: string): readonly string[] {
  let stop: string | undefined;
  const found: string[] = [];
  for (const line of log.split(/\r\n|\r|\n/)) {
    const foreign = /##(?:vso|teamcity)\[[^\s\]]*/i.exec(line)?.[0];
    if (foreign !== undefined) found.push(foreign);
    const name = githubCommand(line);
    if (stop !== undefined) {
      if (name === stop) stop = undefined;
      continue;
    }
    if (name !== undefined && githubCommands.has(name)) found.push(name);
    if (name === "stop-commands") stop = /::stop-commands::(.*)$/.exec(line)?.[1];
  }
  return found;
}

function githubCommand(line: string): string | undefined {
  const atStart = /^\s*::(\S*?)(?: .*?)?::/.exec(line)?.[1];
  return atStart ?? /##\[([^\s\]]*)/.exec(line)?.[1];
}
