import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { byService } from "../../src/report/by-service.ts";
import { script, scriptHash } from "../../src/report/html-script.ts";
import { style, styleHash } from "../../src/report/html-style.ts";
import { renderHtml } from "../../src/report/html.ts";
import { defaultRenderOptions } from "../../src/report/renderer.ts";
import { hasBrowser, openPage, type Page } from "../support/browser.ts";
import { hostileReports } from "../support/hostile-reports.ts";
import { findXmlErrors } from "../support/xmllint.ts";
import { cleanReport, exampleReport } from "./example-report.ts";

const options = { ...defaultRenderOptions, version: "0.1.0" };
const failures = [{ ruleId: "x", error: new TypeError("y < z is undefined") }];

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

describe("html", () => {
  it("shows the same findings", async () => {
    const text = renderHtml(exampleReport, options);
    await expect(text).toMatchFileSnapshot("snapshots/html.txt");
  });

  it("allows its own script and style, and nothing else", () => {
    expect(scriptHash).toBe(hashOf(script));
    expect(styleHash).toBe(hashOf(style));
  });

  it("names nothing that a browser would fetch", () => {
    expect(renderHtml(exampleReport, options)).not.toMatch(/\ssrc=|<link|@import|url\(/);
  });

  it("has neither filters nor script where there is nothing to filter", () => {
    const text = renderHtml({ ...cleanReport, failures }, options);
    expect(text).toContain("41 manifests");
    expect(text).not.toMatch(/<form|<script/);
  });

  it("is well-formed, whatever stands in manifests", async () => {
    const reports = [exampleReport, cleanReport, ...fc.sample(hostileReports, 100)];
    expect(await findXmlErrors(reports.map((report) => renderHtml(report, options)))).toEqual([]);
  });

  it("groups findings by the Service at one of their ends", () => {
    const titles = byService(exampleReport.diagnostics).map(({ title }) => title);
    expect(titles).toEqual(["prod/ratings", "k8s/größe.yaml", "x"]);
    const [first] = exampleReport.diagnostics;
    const service = { kind: "Service", namespace: "shop", name: "cart" };
    const moved = first === undefined ? [] : [{ ...first, relatedResources: [service] }];
    expect(byService(moved).map(({ title }) => title)).toEqual(["shop/cart"]);
  });
});

describe.skipIf(!hasBrowser)("html in a browser", () => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(renderHtml(exampleReport, options));
  });
  afterAll(async () => page.close());

  const shown = (): Promise<unknown> =>
    page.evaluate(`[...document.querySelectorAll("article")].filter((it) => it.checkVisibility())
      .map((it) => it.dataset.rule)`);
  const choose = (name: string, value: string): Promise<unknown> =>
    page.evaluate(`{
      const field = document.forms[0].elements[${JSON.stringify(name)}];
      field.value = ${JSON.stringify(value)};
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }`);
  const reset = (): Promise<unknown> =>
    page.evaluate(`document.querySelector("[type=reset]").click();
      new Promise((resolve) => setTimeout(resolve, 20))`);

  it("shows all findings, and asks the network for nothing", async () => {
    expect(await shown()).toHaveLength(6);
    expect(await page.evaluate(`document.getElementById("shown").value`)).toBe("6 of 6 shown");
    expect(page.requests.every((url) => url.startsWith("file:"))).toBe(true);
    expect(page.requests).toHaveLength(1);
    expect(page.complaints).toEqual([]);
  });

  it.each([
    ["topic", "references", ["subset-not-defined"]],
    ["rule", "subset-not-defined", ["subset-not-defined"]],
    ["service", "x", ["value-not-allowed"]],
    ["text", "DESTINATIONRULE canary", ["subset-not-defined"]],
    ["text", "no such words", []],
  ])("filters by %s %s", async (name, value, expected) => {
    await choose(name, value);
    expect(await shown()).toEqual(expected);
    const sections = `[...document.querySelectorAll("section")].filter((it) => !it.hidden).length`;
    expect(await page.evaluate(sections)).toBe(expected.length);
    expect(await page.evaluate(`document.getElementById("nothing").hidden`)).toBe(
      expected.length > 0,
    );
    await reset();
    expect(await shown()).toHaveLength(6);
  });

  it("keeps its filters in the URL, and reads them there", async () => {
    await choose("rule", "subset-not-defined");
    expect(await page.evaluate("location.hash")).toBe("#rule=subset-not-defined");
    await page.evaluate(`location.hash = "severity=error&service=prod%2Fratings";
      new Promise((resolve) => setTimeout(resolve, 50))`);
    expect(await shown()).toEqual(["subset-not-defined"]);
    expect(await page.evaluate(`document.forms[0].elements.service.value`)).toBe("prod/ratings");
    await reset();
    expect(await shown()).toHaveLength(6);
  });

  it("leads from the overview to the findings", async () => {
    const counts = `document.querySelector('nav [href="#rule=subset-not-defined"]').closest("tr").textContent`;
    expect(await page.evaluate(counts)).toBe("subset-not-defined1000");
    await page.evaluate(`document.querySelector('nav [href="#rule=subset-not-defined"]').click();
      new Promise((resolve) => setTimeout(resolve, 50))`);
    expect(await shown()).toEqual(["subset-not-defined"]);
    await reset();
  });

  it("has nothing beyond the edge of a small screen", async () => {
    for (const width of [390, 1280]) {
      await page.resize(width, 900);
      await page.evaluate(`for (const it of document.querySelectorAll("details")) it.open = true`);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        width,
      );
    }
  });

  it("folds many findings up, and opens the one of a link", async () => {
    const [first] = exampleReport.diagnostics;
    if (first === undefined) throw new Error("no finding");
    const diagnostics = Array.from({ length: 755 }, (_, index) =>
      Object.assign({}, first, { fingerprint: String(index).padStart(16, "0") }),
    );
    const many = await openPage(renderHtml({ ...exampleReport, diagnostics }, options));
    await many.resize(1280, 900);
    const height = Number(await many.evaluate("document.documentElement.scrollHeight"));
    expect(height).toBeLessThan(2 * 900);
    await many.evaluate(`location.hash = "finding-0000000000000700";
      new Promise((resolve) => setTimeout(resolve, 50))`);
    const open = `[...document.querySelectorAll("article details[open]")].length`;
    expect(await many.evaluate(open)).toBe(1);
    await many.close();
  });

  it("filters by severity, with the keyboard alone", async () => {
    await page.evaluate(`document.querySelector("[value=error]").focus()`);
    await page.press(" ", "Space");
    expect(await shown()).toEqual([
      "retries-outlast-timeout",
      "grpc-port-undeclared",
      "port-defined-twice",
    ]);
    await reset();
    await page.evaluate("document.activeElement.blur()");
    await page.press("/", "Slash");
    await page.press("v", "KeyV");
    expect(await page.evaluate(`document.activeElement.name`)).toBe("text");
    expect(await page.evaluate(`document.activeElement.value`)).toBe("v");
    await reset();
  });

  it("puts carets below what they mark", async () => {
    // The left edges of the first mark and of its caret, in CSS pixels.
    const edges = `[...document.querySelectorAll("#finding-0000000000000001 .primary")]
      .map((it) => Math.round(it.getBoundingClientRect().left))`;
    const [mark, caret, ...others] = Object(await page.evaluate(edges));
    expect(others).toEqual([]);
    expect(caret).toBe(mark);
  });

  it("follows the system's light or dark, and can be switched", async () => {
    const ground = `getComputedStyle(document.body).backgroundColor`;
    expect(await page.evaluate(ground)).toBe("rgb(255, 255, 255)");
    await page.darken();
    expect(await page.evaluate(ground)).toBe("rgb(22, 24, 29)");
    await page.evaluate(`document.getElementById("theme").click()`);
    expect(await page.evaluate(ground)).toBe("rgb(255, 255, 255)");
  });

  it("runs nothing of what stands in manifests", async () => {
    const attack = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`;
    const diagnostics = exampleReport.diagnostics.map((diagnostic) =>
      Object.assign({}, diagnostic, { headline: attack, note: attack, topic: attack }),
    );
    const attacked = await openPage(renderHtml({ ...exampleReport, diagnostics }, options));
    expect(await attacked.evaluate("document.title")).toBe("istio-grpc-lint: 6 findings");
    expect(await attacked.evaluate(`document.querySelectorAll("img").length`)).toBe(0);
    expect(await attacked.evaluate(`document.querySelector("h3").textContent`)).toContain(attack);
    expect(attacked.complaints).toEqual([]);
    await attacked.close();
  });
});
