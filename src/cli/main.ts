import { plainForLogs } from "../report/for-logs.ts";
import { isSamePlace, mayBeTerminal, printTo } from "../files/print.ts";
import { InputError } from "./errors.ts";
import type { HeldSignals, Host, OutputStream } from "./host.ts";
import { run } from "./run.ts";

interface Output extends OutputStream {
  /** The reason as a phrase if it fails. */
  write(text: string): string | undefined;
}

/** Streams of Node are slow to open, so only a terminal gets one. */
function outputOf(descriptor: 1 | 2, open: () => NodeJS.WriteStream): Output {
  let stream: NodeJS.WriteStream | false | undefined;
  const terminal = (): NodeJS.WriteStream | false => {
    stream ??= mayBeTerminal(descriptor) && open().isTTY && open();
    return stream;
  };
  return {
    get isTerminal() {
      return terminal() !== false;
    },
    get width() {
      const found = terminal();
      return found ? found.columns : undefined;
    },
    write(text) {
      const found = terminal();
      if (!found) return printTo(descriptor, text);
      found.write(text);
      return undefined;
    },
  };
}

const output = outputOf(1, () => process.stdout);
const errors = outputOf(2, () => process.stderr);

function holdSignals(): HeldSignals {
  let found: NodeJS.Signals | undefined;
  const keep = (signal: NodeJS.Signals): void => {
    found = signal;
  };
  const ending = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of ending) process.on(signal, keep);
  return {
    // Signals are looked at between the turns of the event loop.
    arrive: () => new Promise((settle) => setImmediate(() => settle(found !== undefined))),
    release: () => {
      for (const signal of ending) process.off(signal, keep);
      if (found !== undefined) process.kill(process.pid, found);
    },
  };
}

const host: Host = {
  environment: process.env,
  workingFolder: process.cwd(),
  v8: process.versions.v8,
  runtime: `Node.js ${process.versions.node} on ${process.platform} ${process.arch}`,
  holdSignals,
  openInput: () => process.stdin,
  openStreams: () => ({ input: process.stdin, output: process.stdout }),
  output,
  errors,
  mixesErrors: () => isSamePlace(1, 2),
  now: () => process.uptime() * 1000,
  print(text) {
    const reason = output.write(text);
    if (reason === undefined) return;
    throw new InputError(`cannot write to standard output: ${reason}`, [
      "send it elsewhere, or write the report to a file with `--output-file`",
    ]);
  },
  // Nobody is left to be told of a failure.
  complain: (text) => void errors.write(plainForLogs(text)),
  printToErrors: (text) => void errors.write(text),
};

export function main(): void {
  void run(process.argv.slice(2), host).then((status) => {
    process.exitCode = status;
  });
}
