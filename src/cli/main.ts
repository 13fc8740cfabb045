import { mayBeTerminal, printTo } from "../files/print.ts";
import type { Host, OutputStream } from "./host.ts";
import { run } from "./run.ts";

interface Output extends OutputStream {
  write(text: string): void;
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
      if (found) found.write(text);
      else printTo(descriptor, text);
    },
  };
}

const output = outputOf(1, () => process.stdout);
const errors = outputOf(2, () => process.stderr);

const host: Host = {
  environment: process.env,
  workingFolder: process.cwd(),
  openInput: () => process.stdin,
  output,
  errors,
  now: () => process.uptime() * 1000,
  print: (text) => output.write(text),
  complain: (text) => errors.write(text),
};

void run(process.argv.slice(2), host).then((status) => {
  process.exitCode = status;
});
