import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { renderConcise } from "../../src/report/concise.ts";
import { renderGithub } from "../../src/report/github.ts";
import { isFormat, renderers } from "../../src/report/index.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderPretty } from "../../src/report/pretty.ts";
import { defaultRenderOptions, type RenderOptions } from "../../src/report/renderer.ts";
import { cleanReport, exampleReport } from "./example-report.ts";

const options: RenderOptions = { ...defaultRenderOptions, version: "0.1.0" };
const snapshots = "snapshots";

describe("the same findings in every format", () => {
  it("pretty", async () => {
    const text = renderPretty(exampleReport, options);
    await expect(text).toMatchFileSnapshot(`${snapshots}/pretty.txt`);
  });

  it("pretty with colours, links and a narrow terminal", async () => {
    const seen = { color: 1, links: true, width: 60, unicode: false, fixFlag: "--fix" } as const;
    const text = renderPretty(exampleReport, { ...options, ...seen });
    await expect(text).toMatchFileSnapshot(`${snapshots}/pretty-color.txt`);
  });

  it("concise", async () => {
    const text = renderConcise(exampleReport, options);
    await expect(text).toMatchFileSnapshot(`${snapshots}/concise.txt`);
  });

  it("json", async () => {
    const text = renderJson(exampleReport, options);
    await expect(text).toMatchFileSnapshot(`${snapshots}/json.txt`);
  });

  it("github", async () => {
    const text = renderGithub(exampleReport, options);
    await expect(text).toMatchFileSnapshot(`${snapshots}/github.txt`);
  });
});

describe("json", () => {
  const schema: unknown = JSON.parse(readFileSync("schemas/report.schema.json", "utf8"));
  const ajv = new Ajv2020({ allErrors: true });
  const failures = [{ ruleId: "x", error: new TypeError("y is undefined") }];
  const reports = [exampleReport, cleanReport, { ...cleanReport, failures }];

  it("keeps to its schema", () => {
    expect(schema).toBeTypeOf("object");
    const validate = ajv.compile(Object(schema));
    for (const report of reports) {
      for (const minSeverity of ["error", "info"] as const) {
        validate(JSON.parse(renderJson(report, { ...options, minSeverity })));
        expect(validate.errors).toBeNull();
      }
    }
  });

  it("is refused by its schema when a key is missing or unknown", () => {
    const validate = ajv.compile(Object(schema));
    const { failures: _, ...rest } = Object(JSON.parse(renderJson(cleanReport, options)));
    expect(validate(rest)).toBe(false);
    expect(validate({ ...rest, failures: [], extra: 1 })).toBe(false);
  });
});

describe("the map of formats", () => {
  it("loads a renderer for each", async () => {
    const texts = await Promise.all(
      Object.values(renderers).map(async (load) => (await load())(exampleReport, options)),
    );
    for (const text of texts) expect(text).toContain("subset-not-defined");
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("knows its names only", () => {
    expect(["pretty", "concise", "json", "github"].every(isFormat)).toBe(true);
    expect(["", "toString", "Pretty"].some(isFormat)).toBe(false);
  });
});
