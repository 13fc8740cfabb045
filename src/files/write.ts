import { statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { reasonOf } from "./read.ts";

/** Writes a file; the reason as a phrase if that fails. */
export function writeText(path: string, text: string, workingFolder: string): string | undefined {
  return tryToWrite(path, workingFolder, (file) => writeFileSync(file, text));
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
  try {
    write(resolve(workingFolder, path));
    return undefined;
  } catch (error) {
    return missingFolder(path, workingFolder) ?? reasonOf(error);
  }
}

/** A file that shall be written need not exist, but its folder must. */
function missingFolder(path: string, workingFolder: string): string | undefined {
  const folder = dirname(path);
  const found = statSync(resolve(workingFolder, folder), { throwIfNoEntry: false });
  return found === undefined ? `there is no folder \`${folder}\`` : undefined;
}
