import type { Host, OutputStream } from "./host.ts";
import { run } from "./run.ts";

// A reader that stops early, such as `head`, is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

function streamOf(stream: NodeJS.WriteStream): OutputStream {
  return { isTerminal: stream.isTTY, width: stream.columns };
}

const host: Host = {
  environment: process.env,
  workingFolder: process.cwd(),
  openInput: () => process.stdin,
  output: streamOf(process.stdout),
  errors: streamOf(process.stderr),
  now: () => performance.now(),
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
};

void run(process.argv.slice(2), host).then((status) => {
  process.exitCode = status;
});
