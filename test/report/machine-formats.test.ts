import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { renderCheckstyle } from "../../src/report/checkstyle.ts";
import { renderGitlab } from "../../src/report/gitlab.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderJsonl } from "../../src/report/jsonl.ts";
import { renderJunit } from "../../src/report/junit.ts";
import { renderRdjson } from "../../src/report/rdjson.ts";
import { defaultRenderOptions, type Renderer } from "../../src/report/renderer.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { validateXml } from "../support/xmllint.ts";
import { cleanReport, exampleReport, silencedReport } from "./example-report.ts";

const options = { ...defaultRenderOptions, version: "0.1.0" };
const failures = [{ ruleId: "x", error: new TypeError("y < z is undefined") }];
const reports = [exampleReport, silencedReport, cleanReport, { ...exampleReport, failures }];

const formats: Readonly<Record<string, Renderer>> = {
  jsonl: renderJsonl,
  sarif: renderSarif,
  gitlab: renderGitlab,
  junit: renderJunit,
  checkstyle: renderCheckstyle,
  rdjson: renderRdjson,
};

describe("the same findings in every format", () => {
  it.each(Object.keys(formats))("%s", async (name) => {
    const text = formats[name]?.(exampleReport, options);
    await expect(text).toMatchFileSnapshot(`snapshots/${name}.txt`);
  });

  it("sarif with findings that are silenced and a rule that stopped", async () => {
    const text = renderSarif({ ...silencedReport, failures }, options);
    await expect(text).toMatchFileSnapshot("snapshots/sarif-silenced.txt");
  });

  it.each(Object.entries(formats))("%s leaves out what is below --min-severity", (_, render) => {
    const text = render(exampleReport, { ...options, minSeverity: "error" });
    expect(text).toContain("no DestinationRule defines subset");
    expect(text).not.toContain("port 50051 is defined twice");
  });
});

function schemaNamed(name: string): ValidateFunction {
  const text = readFileSync(`test/report/schemas/${name}.schema.json`, "utf8");
  return new Ajv2020({ allErrors: true }).compile(Object(JSON.parse(text)));
}

describe.each(["sarif", "gitlab", "rdjson"])("%s", (name) => {
  const validate = schemaNamed(name);

  it("keeps to its schema", () => {
    for (const report of reports) {
      validate(JSON.parse(formats[name]?.(report, options) ?? ""));
      expect(validate.errors).toBeNull();
    }
  });

  it("is refused by its schema when a place or a severity is none", () => {
    const text = formats[name]?.(exampleReport, options) ?? "";
    expect(validate(JSON.parse(text.replaceAll(/"(startLine|begin|line)": \d+/g, '"$1": 0')))).toBe(
      false,
    );
    expect(validate(JSON.parse(text.replaceAll(/"(critical|error|ERROR)"/g, '"fatal"')))).toBe(
      false,
    );
  });
});

describe.each(["junit", "checkstyle"])("%s", (name) => {
  const schema = `test/report/schemas/${name}.xsd`;

  it("keeps to its schema", async () => {
    const texts = reports.map((report) => formats[name]?.(report, options) ?? "");
    expect(await validateXml(texts, schema)).toEqual([]);
  });

  it("is refused by its schema when a name or a number is none", async () => {
    const text = formats[name]?.(exampleReport, options) ?? "";
    const broken = [
      text.replaceAll(/ name="[^"]*"/g, ""),
      text.replaceAll(/="\d+"/g, '="some"'),
      text.replaceAll("message=", "text="),
    ];
    for (const each of broken) expect(await validateXml([each], schema)).not.toEqual([]);
  });
});

describe("jsonl", () => {
  it("holds the diagnostics of json", () => {
    const lines = renderJsonl(exampleReport, options).trimEnd().split("\n");
    const { diagnostics } = Object(JSON.parse(renderJson(exampleReport, options)));
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(diagnostics);
  });

  it("is empty for a clean run", () => {
    expect(renderJsonl(cleanReport, options)).toBe("");
  });
});

describe("gitlab", () => {
  it("is an empty list for a clean run", () => {
    expect(JSON.parse(renderGitlab(cleanReport, options))).toEqual([]);
  });
});

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe("junit", () => {
  it("fails what fails the run and skips the rest", () => {
    const strict = renderJunit(exampleReport, { ...options, failureThreshold: "info" });
    expect([count(strict, "<failure"), count(strict, "<skipped")]).toEqual([6, 0]);
    const usual = renderJunit(exampleReport, options);
    expect([count(usual, "<failure"), count(usual, "<skipped")]).toEqual([3, 3]);
  });

  it("tells cases of one name apart", () => {
    const [first] = exampleReport.diagnostics;
    const diagnostics = first === undefined ? [] : [first, first];
    const text = renderJunit({ ...exampleReport, diagnostics }, options);
    expect(text).toContain('perTryTimeout (2)"');
  });
});
