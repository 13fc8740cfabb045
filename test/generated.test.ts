import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rules } from "../rules/index.ts";
import { demoPicture } from "../scripts/generate/demo-picture.ts";
import { rulesTable, withTable } from "../scripts/generate/rules-table.ts";
import { terminalSvg } from "../scripts/generate/terminal-svg.ts";
import { findXmlErrors } from "./support/xmllint.ts";

it("the registry holds every rule of the folder, by topic and id (`npm run generate`)", () => {
  const { stderr, status } = spawnSync(
    process.execPath,
    ["scripts/write-registry.mjs", "--check"],
    { encoding: "utf8" },
  );
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
});

it("the README lists the rules there are (`npm run generate`)", () => {
  const text = readFileSync("README.md", "utf8");
  expect(text).toBe(withTable(text, rulesTable(rules)));
});

it("the picture in the README shows what the tool says of the demo (`npm run generate`)", async () => {
  const picture = demoPicture();
  expect(readFileSync("docs/demo.svg", "utf8")).toBe(picture);
  expect(picture).toContain('class="bold red">error[');
  expect(await findXmlErrors([picture])).toEqual([]);
});

it("a picture of a terminal keeps colours, columns and signs", () => {
  const picture = terminalSvg("a\u001B[1m\u001B[31mb<\u001B[39m\u001B[22m  c\n\nd", "t");
  const spans = [...picture.matchAll(/<tspan x="([\d.]+)" [^>]*?(?:class="([^"]*)")?>([^<]*)</g)];
  expect(spans.map(([, x, classes, text]) => [x, classes, text])).toEqual([
    ["16.0", undefined, "a"],
    ["24.4", "bold red", "b&lt;"],
    ["41.2", undefined, "  c"],
    ["16.0", undefined, "d"],
  ]);
  expect(picture.match(/<text /g)).toHaveLength(3);
});
