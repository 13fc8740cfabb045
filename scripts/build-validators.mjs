// Compiles every schema of `schemas/<group>/` to one chunk that checks an object and can explain what it found:
//   { validate } for a kind, { PodSpec: … } for the parts that kinds share;
// and writes the schema beside it, which is enough for a resource that is in order.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import Ajv, { _ } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";
import formats from "./validators/formats.cjs";
import { annotations, keywords } from "./validators/keywords.mjs";

const root = resolve(import.meta.dirname, "..");

/** Writes `outDir/<group>/<Kind>.cjs` for all schemas; resolves to what was written, with sizes in bytes. */
export async function buildValidators(outDir) {
  const paths = readdirSync(join(root, "schemas"), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    // `protos/` holds types of another sort, which `src/schema/protos` reads.
    .filter((path) => /^(?!protos\/)[^/]+\/[^/]+\.json$/.test(path))
    .toSorted();
  const schemas = new Map(
    paths.map((path) => [path, JSON.parse(readFileSync(join(root, "schemas", path), "utf8"))]),
  );
  const exported = exportedParts(schemas);
  const written = [];
  for (const [path, schema] of schemas) {
    const code = await bundle(compile(path, schema, exported));
    const file = join(outDir, path.replace(/json$/, "cjs"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
    writeFileSync(file.replace(/cjs$/, "json"), JSON.stringify(schema));
    written.push({ path, bytes: code.length });
  }
  return written;
}

/** The parts of each shared file that other files refer to. */
function exportedParts(schemas) {
  const exported = new Map();
  for (const schema of schemas.values()) {
    for (const [, file, part] of JSON.stringify(schema).matchAll(externalReference)) {
      exported.set(file, (exported.get(file) ?? new Set()).add(part));
    }
  }
  return exported;
}

const externalReference = /"\$ref":"\.\.\/kubernetes\/([^"]+)\.json#\/\$defs\/([^"]+)"/g;

function compile(path, schema, exported) {
  const text = JSON.stringify(schema);
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    code: { source: true, optimize: true, formats: _`require("./scripts/validators/formats.cjs")` },
    formats,
    inlineRefs: false,
    messages: false,
    strict: true,
    strictRequired: false,
    strictTypes: false,
  });
  ajv.addVocabulary(annotations);
  ajv.removeKeyword("pattern");
  for (const keyword of keywords) ajv.addKeyword(keyword);
  ajv.addSchema(
    oneFunctionALevel(JSON.parse(text.replaceAll(externalReference, '"x-external":"$1/$2"'))),
    path,
  );
  const parts = [...(exported.get(basename(path, ".json")) ?? [])];
  const names = path.startsWith("kubernetes/")
    ? Object.fromEntries(parts.map((part) => [part, `${path}#/$defs/${part}`]))
    : { validate: path };
  // Nobody reads where in the schema an error arose, nor what stands around the value: a third of the code.
  const code = standaloneCode(ajv, names)
    .replaceAll(/schemaPath:"[^"]*",/g, "")
    .replaceAll(/,parentData:\w+,parentDataProperty: ?(?:"[^"]*"|\w+),rootData/g, "");
  return code;
}

/** Every object becomes a definition, hence a function, so that only the levels a manifest has are ever parsed. */
function oneFunctionALevel(schema) {
  const levels = {};
  const hoist = (part) => {
    const inner = withParts(part, hoist);
    if (inner.properties === undefined) return inner;
    const name = `level${Object.keys(levels).length}`;
    levels[name] = inner;
    return { $ref: `#/$defs/${name}` };
  };
  const definitions = Object.entries(schema.$defs ?? {}).map(([name, part]) => [
    name,
    withParts(part, hoist),
  ]);
  return { ...withParts(schema, hoist), $defs: { ...Object.fromEntries(definitions), ...levels } };
}

function withParts(schema, change) {
  const mapped = { ...schema };
  if (schema.items) mapped.items = change(schema.items);
  if (schema.additionalProperties)
    mapped.additionalProperties = change(schema.additionalProperties);
  if (schema.properties) {
    mapped.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, part]) => [name, change(part)]),
    );
  }
  return mapped;
}

async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    external: ["../kubernetes/*"],
    format: "cjs",
    logLevel: "warning",
    minify: true,
    platform: "node",
    target: "node20",
    write: false,
  });
  return outputFiles[0].text;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const { path, bytes } of await buildValidators(join(root, "dist", "validators"))) {
    console.log(`${String(bytes).padStart(8)} ${path}`);
  }
}
