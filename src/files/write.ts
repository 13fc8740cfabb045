import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { leavesReason, leavesRepository } from "./bounds.ts";
import { reasonOf } from "./read.ts";
import { openBeside } from "./temporary-file.ts";

/**
 * Writes a file at once: readers see the old text or the new one, never a part, and a full disk leaves the old one. A
 * link is replaced, not followed, so that it gets nobody another file; pipes and devices are written to. The reason as a
 * phrase if that fails.
 */
export function writeText(path: string, text: string, workingFolder: string): string | undefined {
  return tryToWrite(path, workingFolder, (file) => putText(file, text));
}

/** Writes a file that is not there yet; the reason as a phrase if that fails. */
export function createText(path: string, text: string, workingFolder: string): string | undefined {
  return tryToWrite(path, workingFolder, (file) => writeFileSync(file, text, { flag: "wx" }));
}

function tryToWrite(
  path: string,
  workingFolder: string,
  write: (file: string) => void,
): string | undefined {
  const file = resolve(workingFolder, path);
  try {
    if (leavesRepository(dirname(file))) return leavesReason;
    write(file);
    return undefined;
  } catch (error) {
    return missingFolder(path, workingFolder) ?? reasonOf(error);
  }
}

/** A file that shall be written need not exist, but its folder must. */
function missingFolder(path: string, workingFolder: string): string | undefined {
  const folder = dirname(path);
  const found = statSync(resolve(workingFolder, folder), { throwIfNoEntry: false });
  return found === undefined ? `folder \`${folder}\` does not exist` : undefined;
}

function putText(file: string, text: string): void {
  const target = statSync(file, { throwIfNoEntry: false });
  // `/dev/stdout` is a link to a pipe.
  const isStream = target !== undefined && !target.isFile() && !target.isDirectory();
  if (isStream && !leavesRepository(file)) return writeFileSync(file, text);
  const old = lstatSync(file, { throwIfNoEntry: false });
  if (!old?.isFile()) return replace(file, text, undefined);
  accessSync(file, constants.W_OK);
  try {
    replace(file, text, old);
  } catch (error) {
    // A file may be writable in a folder that is not.
    if (!isDenied(error)) throw error;
    writeInPlace(file, text);
  }
}

function replace(file: string, text: string, old: Stats | undefined): void {
  const { path, descriptor } = openBeside(file, 0o666);
  try {
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    if (old !== undefined) takeOver(old, path);
    renameSync(path, file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

/** Keeps the mode, and the owner where this process may give files away. */
function takeOver({ mode, uid, gid }: Stats, path: string): void {
  chmodSync(path, mode & 0o777);
  const own = statSync(path);
  if (own.uid === uid && own.gid === gid) return;
  try {
    chownSync(path, uid, gid);
  } catch (error) {
    if (!isDenied(error)) throw error;
  }
}

function isDenied(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EACCES" || code === "EPERM";
}

/** Not through a link. */
function writeInPlace(file: string, text: string): void {
  const { O_WRONLY, O_TRUNC, O_NOFOLLOW } = constants;
  const descriptor = openSync(file, O_WRONLY | O_TRUNC | O_NOFOLLOW);
  try {
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}
