// Compiles the schemas of files that steer a run to `dist/file-schemas/<name>.cjs`, which export a validator.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Ajv from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const fileNames = ["baseline", "config"];

export async function buildFileSchemas(outDir) {
  mkdirSync(outDir, { recursive: true });
  for (const name of fileNames) {
    const path = join(root, "schemas", `${name}.schema.json`);
    const ajv = new Ajv({
      allErrors: true,
      allowUnionTypes: true,
      code: { source: true },
      messages: false,
      strictRequired: false,
      strictTypes: false,
      // What explains an error looks up the keys that would be right.
      verbose: true,
    });
    const validate = ajv.compile(compact(JSON.parse(readFileSync(path, "utf8"))));
    const { outputFiles } = await build({
      stdin: { contents: standaloneCode(ajv, validate), resolveDir: root },
      bundle: true,
      format: "cjs",
      logLevel: "warning",
      minify: true,
      platform: "node",
      target: "node20",
      write: false,
    });
    writeFileSync(join(outDir, `${name}.cjs`), outputFiles[0].text);
  }
}

/** Properties that are checked alike, as the rules are, become one pattern: a tenth of the code. */
function compact(schema) {
  if (Array.isArray(schema)) return schema.map(compact);
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.entries(schema).filter(
    ([key, part]) => key !== "description" || typeof part !== "string",
  );
  const inner = Object.fromEntries(parts.map(([key, part]) => [key, compact(part)]));
  return typeof inner.properties === "object" ? withPatterns(inner) : inner;
}

const fewestAlike = 10;

function withPatterns({ properties, ...schema }) {
  const namesBySchema = new Map();
  for (const [name, part] of Object.entries(properties)) {
    const key = JSON.stringify(part);
    namesBySchema.set(key, [...(namesBySchema.get(key) ?? []), name]);
  }
  const kept = {};
  const patterns = {};
  for (const [key, names] of namesBySchema) {
    if (names.length >= fewestAlike) patterns[`^(${names.join("|")})$`] = JSON.parse(key);
    else for (const name of names) kept[name] = JSON.parse(key);
  }
  return Object.keys(patterns).length === 0
    ? { ...schema, properties: kept }
    : { ...schema, properties: kept, patternProperties: patterns };
}
