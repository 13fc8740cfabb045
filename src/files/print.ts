import { fstatSync, writeSync } from "node:fs";

/** Whether a descriptor of this process may lead to a terminal: files and pipes never do. */
export function mayBeTerminal(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    // Closed, or of a kind that has no status: the stream knows better.
    return true;
  }
}

/**
 * Writes to a file or pipe at once and to the end. Opening a stream for it takes Node longer than to check a small
 * manifest. A reader that stops early, such as `head`, is no error. Throws what else the system says.
 */
export function printTo(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EPIPE") return;
      if (code !== "EAGAIN") throw error;
      waitForReader();
    }
  }
}

/** A pipe that somebody has made non-blocking is full: its reader needs a moment. */
function waitForReader(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}
