import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseAst } from "vitest/node";

interface Checked {
  readonly status: "safe" | "vulnerable" | "unknown";
  readonly complexity?: { readonly summary: string };
}

interface Checker {
  readonly checkSync: (pattern: string, flags: string, options: typeof withoutClock) => Checked;
}

/** By default, a search for slow texts lasts as long as its time, so that a busy machine finds less, or more. */
const withoutClock = {
  timeout: null,
  incubationTimeout: null,
  mutationTimeout: null,
  attackTimeout: null,
  randomSeed: 1,
} as const;

/** The build in plain JavaScript, which needs neither Java nor a program of its own. */
const { checkSync }: Checker = createRequire(import.meta.url)("recheck/lib/browser.js");

/** They read texts of our own. */
const ownTexts: ReadonlySet<string> = new Set(["src/report/rule-page.ts"]);

interface Expression {
  readonly path: string;
  readonly pattern: string;
  readonly flags: string;
}

function expressionsIn(path: string): readonly Expression[] {
  const found: Expression[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("regex" in node) {
      const { pattern, flags } = Object(node.regex);
      found.push({ path, pattern, flags });
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(readFileSync(path, "utf8"), { lang: "ts" }));
  return found;
}

const expressions = ["src", "rules"]
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  )
  .filter((path) => path.endsWith(".ts") && !ownTexts.has(path))
  .flatMap(expressionsIn);

const different = [
  ...new Map(expressions.map((found) => [`/${found.pattern}/${found.flags}`, found])).entries(),
];

it("never need more time than a text is long", { timeout: 600_000 }, () => {
  expect(different.length).toBeGreaterThan(300);
  const slow = different.flatMap(([written, { path, pattern, flags }]) => {
    const { status, complexity } = checkSync(pattern, flags, withoutClock);
    return status === "safe" ? [] : [`${path}: ${written} is ${complexity?.summary ?? status}`];
  });
  expect(slow).toEqual([]);
});
