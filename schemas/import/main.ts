import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { addReleases, filesOf, nothing } from "./import-schemas.ts";
import { ImportError } from "./json.ts";
import { printJson } from "./print.ts";
import { readSources } from "./read-sources.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: npm run schemas:import -- FOLDER");

try {
  const known = addReleases(nothing, readSources(folder));
  for (const [path, content] of filesOf(known)) {
    const file = join("schemas", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, printJson(content));
  }
  for (const [product, { first, last }] of known.coverage) {
    console.log(`${product}: ${first} to ${last}`);
  }
} catch (error) {
  if (!(error instanceof ImportError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
