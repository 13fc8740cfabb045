import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pictureScript, pictureScriptHash } from "../../../src/report/graph/picture-script.ts";
import { pictureStyle, pictureStyleHash } from "../../../src/report/graph/picture.ts";
import { surveyScript, surveyScriptHash } from "../../../src/report/survey/survey-script.ts";
import { surveyStyle, surveyStyleHash } from "../../../src/report/survey/survey-style.ts";
import { hasBrowser, openPage, type Page } from "../../support/browser.ts";
import { runCli } from "../../support/run-cli.ts";
import { mesh, shop } from "../../support/shop-mesh.ts";
import { findXmlErrors } from "../../support/xmllint.ts";

const other = shop
  .replaceAll("orders", "stock")
  .replaceAll("namespace: shop", "namespace: store")
  .replaceAll("name: web", "name: store-web");

function pageOf(format: "report" | "graph"): string {
  const input = [shop, mesh, other].join("---\n");
  return runCli([format, "-", "-f", "html"], { input }).stdout;
}

describe("pages of a mesh", () => {
  it.each([
    [pictureStyle, pictureStyleHash],
    [pictureScript, pictureScriptHash],
    [surveyStyle, surveyStyleHash],
    [surveyScript, surveyScriptHash],
  ])("allow their own scripts and styles (%#)", (text, hash) => {
    expect(hash).toBe(`sha256-${createHash("sha256").update(text).digest("base64")}`);
    expect(text).not.toMatch(/[<&]/);
  });

  it("are well-formed, and name nothing that a browser would fetch", async () => {
    const pages = [pageOf("report"), pageOf("graph")];
    expect(await findXmlErrors(pages)).toEqual([]);
    for (const page of pages) expect(page).not.toMatch(/\ssrc=|<link|@import/);
  });
});

describe.skipIf(!hasBrowser)("the page of services in a browser", () => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(pageOf("report"));
  });
  afterAll(async () => page.close());

  const shown = (): Promise<unknown> =>
    page.evaluate(`[...document.querySelectorAll("article:not([hidden]) h2")]
      .map((it) => it.textContent)`);
  const set = (name: string, value: string): Promise<unknown> =>
    page.evaluate(`{
      const field = document.forms[0].elements[${JSON.stringify(name)}];
      field.value = ${JSON.stringify(value)};
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }`);

  it("filters cards, without a complaint of the security policy", async () => {
    expect(await shown()).toEqual(["shop/orders:9090", "store/stock:9090"]);
    await set("namespace", "store");
    expect(await shown()).toEqual(["store/stock:9090"]);
    await set("namespace", "");
    await set("text", "round robin");
    expect(await shown()).toEqual(["shop/orders:9090"]);
    await set("text", "");
    await page.evaluate(`document.querySelector("[value=medium]").click()`);
    expect(await shown()).toEqual(["shop/orders:9090"]);
    expect(page.complaints).toEqual([]);
    expect(page.requests).toHaveLength(1);
  });

  it("shows the neighbours of a node, and leads to its card", async () => {
    const dimmed = `[...document.querySelectorAll(".node.dim")].map((it) => it.dataset.title)`;
    await page.evaluate(`document.querySelector("[data-title='shop/orders']")
      .dispatchEvent(new MouseEvent("click", { bubbles: true }))`);
    expect(await page.evaluate(dimmed)).toEqual(["store/stock"]);
    expect(await page.evaluate(`document.querySelector(".about a").hash`)).toBe(
      "#service-0-shop-orders-9090",
    );
  });
});
