import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../../src/yaml/source.ts";

/** The folders in a folder, by name. */
export const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .toSorted();

/** What a case of a rule holds beside what is expected of it; paths are relative to its folder. */
export function sourcesIn(folder: string, below = ""): readonly SourceFile[] {
  return readdirSync(join(folder, below))
    .toSorted()
    .flatMap((name) => {
      const path = join(below, name);
      if (name === "fixed" || /^(?:expected|refused)\.txt$/.test(name)) return [];
      if (statSync(join(folder, path)).isDirectory()) return sourcesIn(folder, path);
      return [{ path: path.replaceAll("\\", "/"), text: readFileSync(join(folder, path), "utf8") }];
    });
}
