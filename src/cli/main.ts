import type { Host } from "./host.ts";
import { run } from "./run.ts";

// A reader that stops early, such as `head`, is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const host: Host = {
  environment: process.env,
  workingFolder: process.cwd(),
  openInput: () => process.stdin,
  output: { isTerminal: process.stdout.isTTY, width: process.stdout.columns },
  now: () => performance.now(),
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
};

void run(process.argv.slice(2), host).then((status) => {
  process.exitCode = status;
});
