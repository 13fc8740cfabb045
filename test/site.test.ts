import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rules } from "../rules/index.ts";
import { pageOf } from "../scripts/site/markdown.ts";
import { hasBrowser, openFile, type Page } from "./support/browser.ts";
import { findXmlErrors } from "./support/xmllint.ts";

const folder = mkdtempSync(join(tmpdir(), "istio-grpc-lint-site-"));
let pages: readonly string[] = [];

beforeAll(() => {
  const words = ["scripts/run.mjs", "scripts/site/main.ts", folder];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".html"),
  );
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (page: string): string => readFileSync(join(folder, page), "utf8");

describe("the site", () => {
  it("has a page for each rule and each document", () => {
    for (const { topic, id } of rules) expect(pages).toContain(`rules/${topic}/${id}.html`);
    expect(pages).toContain("index.html");
    expect(pages).toContain("docs/configuration.html");
  });

  it("links to what is there, with anchors", () => {
    const broken = pages.flatMap((page) =>
      [...textOf(page).matchAll(/(?:href|src)="(?!https?:|mailto:)([^"]*)"/g)]
        .map(([, link = ""]) => link)
        .filter((link) => {
          const [path = "", anchor] = link.split("#");
          const file = path === "" ? page : join(dirname(page), path);
          if (!existsSync(join(folder, file))) return true;
          return anchor !== undefined && !textOf(file).includes(`id="${anchor}"`);
        })
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it("fetches nothing from elsewhere, and is well-formed", async () => {
    for (const page of ["index.html", "docs/ci.html", "docs/custom-rules.html"]) {
      expect(textOf(page)).not.toMatch(/(?:src|stylesheet" href)="https?:/);
    }
    const some = pages
      .filter((_, index) => index % 8 === 0)
      .map((page) =>
        textOf(page)
          .replace("<!DOCTYPE html>", "")
          .replaceAll(/<(meta|link|input|img)([^>]*?)\/?>/g, "<$1$2/>"),
      );
    expect(await findXmlErrors(some)).toEqual([]);
  });
});

function htmlOf(text: string): string {
  return pageOf(text, (link) => link).html;
}

describe("Markdown", () => {
  it("becomes HTML, and what is in it becomes no markup", () => {
    expect(htmlOf("a <b> & `<c>` **d** [e](f.md)")).toBe(
      '<p>a &lt;b&gt; &amp; <code>&lt;c&gt;</code> <strong>d</strong> <a href="f.md">e</a></p>',
    );
    expect(htmlOf("| a | b |\n|---|---|\n| `x|y` |  |")).toContain(
      "<td><code>x|y</code></td><td></td>",
    );
    expect(htmlOf("- a\n  b\n- c")).toBe("<ul><li>a\nb</li><li>c</li></ul>");
    expect(htmlOf("```yaml\na: <b>\n```")).toContain("<code>a: &lt;b&gt;</code>");
    expect(pageOf("# T\n## A `b` c", String).headings).toEqual([
      { level: 2, text: "A b c", anchor: "a-b-c" },
    ]);
  });
});

describe.skipIf(!hasBrowser)("the site in a browser", () => {
  let page: Page;
  beforeAll(async () => {
    page = await openFile(resolve(folder, "docs/configuration.html"));
  });
  afterAll(async () => page.close());

  it("finds pages without a server", async () => {
    const found = await page.evaluate(`{
      const box = document.getElementById("search");
      box.value = "least_conn";
      box.dispatchEvent(new Event("input"));
      [...document.querySelectorAll("#found a")].map((it) => it.getAttribute("href"));
    }`);
    expect(found).toContain("../rules/load-balancing/lb-least-conn-deprecated.html");
    expect(page.complaints).toEqual([]);
  });

  it("has nothing beyond the edge of a small screen", async () => {
    for (const width of [390, 1280]) {
      await page.resize(width, 900);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        width,
      );
    }
  });
});

describe.skipIf(!hasBrowser)("the playground", () => {
  let page: Page;
  beforeAll(async () => {
    page = await openFile(resolve(folder, "playground.html"));
  });
  afterAll(async () => page.close());

  const found = (): Promise<unknown> =>
    page.evaluate(`[...document.querySelectorAll("#findings a")].map((it) => it.textContent)`);
  const type = (text: string): Promise<unknown> =>
    page.evaluate(`{
      const editor = document.getElementById("editor");
      editor.value = ${JSON.stringify(text)};
      editor.dispatchEvent(new Event("input"));
      new Promise((resolve) => setTimeout(resolve, 400));
    }`);

  it("finds what the command finds, without asking the network", async () => {
    expect(await found()).toContain("retry-on-whitespace");
    expect(page.complaints).toEqual([]);
    expect(page.requests.every((url) => url.startsWith("file:"))).toBe(true);
  });

  it("checks what is typed, marks it, and fixes it", async () => {
    await type(
      "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: a }\nspec: { host: a, trafficPolicy: { loadBalancer: { simple: LEAST_CONN } } }\n",
    );
    expect(await found()).toEqual(["lb-least-conn-deprecated"]);
    expect(await page.evaluate(`document.querySelector("#marks mark").textContent`)).toBe(
      "LEAST_CONN",
    );
    await page.evaluate(`document.getElementById("fix").click()`);
    expect(await found()).toEqual([]);
    expect(await page.evaluate(`document.getElementById("editor").value`)).toContain(
      "LEAST_REQUEST",
    );
  });

  it("keeps the text in the URL on request", async () => {
    await page.evaluate(`document.getElementById("share").click()`);
    const fragment = String(await page.evaluate("location.hash"));
    const text = Buffer.from(decodeURIComponent(fragment.slice(1)), "base64").toString();
    expect(text).toContain("LEAST_REQUEST");
  });

  it("has nothing beyond the edge of a small screen", async () => {
    await page.resize(390, 900);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  });
});
