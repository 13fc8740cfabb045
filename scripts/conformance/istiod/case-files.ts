import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../../../src/yaml/source.ts";

/** The cases in a folder; none where it is not there. */
export function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

/** The files that `files.txt` lists, up to those left out. */
export function filesOf(folder: string): readonly SourceFile[] {
  const [heading = "", ...lines] = readFileSync(join(folder, "files.txt"), "utf8").split("\n");
  const below = join(folder, heading.replace(/^# files used, below /, ""));
  if (!existsSync(below)) return [];
  const end = lines.findIndex((line) => line.startsWith("#"));
  return lines
    .slice(0, end < 0 ? undefined : end)
    .filter((line) => line !== "")
    .map((path) => {
      // A single file is its own heading.
      const full = below.endsWith(`/${path}`) ? below : join(below, path);
      return { path, text: readFileSync(full, "utf8") };
    });
}
