import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

const text = readFileSync("package-lock.json", "utf8");
const lock: Lock = JSON.parse(text);

it("has every optional package, or `npm ci` refuses it (`node scripts/complete-lockfile.mjs`)", () => {
  const wanted = Object.values(lock.packages).flatMap((entry) =>
    Object.keys(entry.optionalDependencies ?? {}),
  );
  expect(wanted.filter((name) => lock.packages[`node_modules/${name}`] === undefined)).toEqual([]);
});

it("names no registry", () => expect(text).not.toContain('"resolved"'));
