// Compiles the schemas of files that steer a run to `dist/file-schemas/<name>.cjs`, which export a validator.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Ajv from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const fileNames = ["baseline", "config", "istio-config-validator", "mesh-test"];

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

/** Without descriptions, and with rules checked alike whatever their names are: those are known better at run time. */
function compact(schema) {
  if (Array.isArray(schema)) return schema.map(compact);
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.entries(schema).filter(
    ([key, part]) => key !== "description" || typeof part !== "string",
  );
  const inner = Object.fromEntries(parts.map(([key, part]) => [key, compact(part)]));
  return typeof inner.properties === "object" ? withoutRuleNames(inner) : inner;
}

const mostKeys = 50;

function withoutRuleNames({ properties, ...schema }) {
  const entries = Object.entries(properties);
  if (entries.length < mostKeys) return { ...schema, properties };
  const special = entries.filter(([, part]) => part.then !== undefined);
  return {
    ...schema,
    properties: Object.fromEntries(special),
    additionalProperties: { $ref: "#/$defs/setting" },
  };
}
