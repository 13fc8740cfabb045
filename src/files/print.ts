import { fstatSync, writeSync } from "node:fs";
import { reasonOf } from "./read.ts";

/** Whether a descriptor of this process may lead to a terminal: files and pipes never do. */
export function mayBeTerminal(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    // Closed, or of a kind that has no status: the stream knows better.
    return true;
  }
}

/** Whether both descriptors lead to the same place, as after `2>&1`, or on a terminal. */
export function isSamePlace(one: number, other: number): boolean {
  try {
    const [left, right] = [fstatSync(one), fstatSync(other)];
    return left.dev === right.dev && left.ino === right.ino;
  } catch {
    return false;
  }
}

/**
 * Writes to a file or pipe at once and to the end. Opening a stream for it takes Node longer than to check a small
 * manifest. A reader that stops early, such as `head`, is no error.
 * The reason as a phrase if it fails.
 */
export function printTo(descriptor: number, text: string): string | undefined {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EPIPE") return undefined;
      if (code !== "EAGAIN") return reasonOf(error);
      waitForReader();
    }
  }
  return undefined;
}

/** A pipe that somebody has made non-blocking is full: its reader needs a moment. */
function waitForReader(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}
