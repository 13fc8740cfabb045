// The licences of the packages whose code the build takes in: most ask that their text goes with it.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The texts for all packages that the modules at these paths belong to; throws for one without. */
export function licencesOf(paths, root) {
  const folders = [...paths].flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? [],
  );
  return [...new Set(folders)]
    .toSorted()
    .map((folder) => sectionOf(join(root, folder)))
    .join(`\n${"-".repeat(80)}\n\n`);
}

function sectionOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((it) => /^(?:licen[cs]e|copying)(?:[.-]|$)/i.test(it));
  if (file === undefined) throw new Error(`${name} has no file with its licence`);
  const text = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}
