import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  fsyncSync,
  closeSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import type { SourceFile } from "../yaml/source.ts";
import { isInside } from "./bounds.ts";
import { reasonOf } from "./read.ts";
import { openBeside } from "./temporary-file.ts";

/** Where files may be changed. */
export interface WritePlace {
  /** Real paths of folders. */
  readonly roots: readonly string[];
  readonly workingFolder: string;
}

/** The folders in which a run with these operands may change files: folders that are named, and those of files. */
export function writeRoots(operands: readonly string[], workingFolder: string): readonly string[] {
  if (operands.length === 0) return [realpathSync(workingFolder)];
  return operands.flatMap((operand) => {
    const path = resolve(workingFolder, operand);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return [realpathSync(path)];
    // A glob that leads out of the working folder may reach what it matches, but not through links.
    return [realpathSync(stats ? dirname(path) : globFolder(path, workingFolder))];
  });
}

function globFolder(path: string, workingFolder: string): string {
  const fixed = path.slice(0, path.search(/[*?[{(]/));
  const folder = dirname(`${fixed}x`);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? folder : workingFolder;
}

/** Why a file cannot be changed, as one lowercase phrase; `undefined` if it can. Changes nothing. */
export function whyNotWritable(
  source: SourceFile,
  { roots, workingFolder }: WritePlace,
): string | undefined {
  try {
    const file = realpathSync(resolve(workingFolder, source.path));
    if (!roots.some((root) => isInside(file, root)))
      return "its symbolic link points outside the given paths";
    if (statSync(file).nlink > 1) return "other hard links share it";
    accessSync(file, constants.W_OK);
    accessSync(dirname(file), constants.W_OK);
    const isTheText = readFileSync(file).equals(Buffer.from(source.text));
    return isTheText
      ? undefined
      : "its bytes are not valid UTF-8, or it has changed since it was read";
  } catch (error) {
    return reasonOf(error);
  }
}

/**
 * Puts another text in the place of a file at once: readers see the old one or the new one, never a part. Mode,
 * owner and symbolic links stay. The reason as a phrase if that fails; the file is as it was then.
 */
export function replaceFile(
  source: SourceFile,
  text: string,
  place: WritePlace,
): string | undefined {
  const reason = whyNotWritable(source, place);
  if (reason !== undefined) return reason;
  let copy: string | undefined;
  try {
    const file = realpathSync(resolve(place.workingFolder, source.path));
    const opened = openBeside(file, 0o600);
    copy = opened.path;
    writeDurably(opened.descriptor, text);
    takeOver(file, copy);
    renameSync(copy, file);
    return undefined;
  } catch (error) {
    if (copy !== undefined) rmSync(copy, { force: true });
    return reasonOf(error);
  }
}

function writeDurably(descriptor: number, text: string): void {
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Gives `copy` the owner and mode of `file`. */
function takeOver(file: string, copy: string): void {
  const wanted = statSync(file);
  const { uid, gid } = statSync(copy);
  if (uid !== wanted.uid || gid !== wanted.gid) chownSync(copy, wanted.uid, wanted.gid);
  chmodSync(copy, wanted.mode & 0o7777);
}
