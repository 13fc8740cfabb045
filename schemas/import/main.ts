import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { addReleases, filesOf } from "./import-schemas.ts";
import { ImportError } from "./json.ts";
import { printJson } from "./print.ts";
import { readKnown } from "./read-known.ts";
import { readSources } from "./read-sources.ts";

const readSchema = (path: string): string | undefined => {
  const file = join("schemas", path);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
};

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: npm run schemas:import -- FOLDER");

try {
  const known = addReleases(readKnown(readSchema), readSources(folder));
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
