import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { reasonOf } from "./read.ts";

/** Writes a file; the reason as a phrase if that fails. */
export function writeText(path: string, text: string, workingFolder: string): string | undefined {
  try {
    writeFileSync(resolve(workingFolder, path), text);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Writes a file that is not there yet; the reason as a phrase if that fails. */
export function createText(path: string, text: string, workingFolder: string): string | undefined {
  try {
    writeFileSync(resolve(workingFolder, path), text, { flag: "wx" });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
