import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../../src/yaml/source.ts";

/** Every YAML and JSON file below a folder, named by its path in it. */
export function readFolder(folder: string, below = ""): readonly SourceFile[] {
  return readdirSync(join(folder, below))
    .toSorted()
    .flatMap((name) => {
      const path = below === "" ? name : `${below}/${name}`;
      const full = join(folder, path);
      if (statSync(full).isDirectory()) return readFolder(folder, path);
      return /\.(ya?ml|json)$/i.test(name) ? [{ path, text: readFileSync(full, "utf8") }] : [];
    });
}
