import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clean, withError } from "../support/manifests.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const header = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\n";

function aliasBomb(levels: number): string {
  const lists = Array.from({ length: levels }, (_, level) => {
    const items = Array.from({ length: 9 }, () => (level === 0 ? "lol" : `*a${level - 1}`));
    return `a${level}: &a${level} [${items.join(", ")}]`;
  });
  return `${header}spec:\n  ${lists.join("\n  ")}\n`;
}

function deepBlock(depth: number): string {
  const lines = Array.from({ length: depth }, (_, level) => `${" ".repeat(level + 2)}a:`);
  return `${header}spec:\n${lines.join("\n")} end\n`;
}

const noise = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919 + 13) % 256));

/** Nothing shows that they are manifests: found in a folder they are none, and a folder without one fails the run. */
const foreign: ReadonlySet<string> = new Set(["bytes of a program", "nothing but zeros"]);

/** What each hostile input must end in: a finding (1), or silence where nothing is wrong (0). */
const inputs: readonly (readonly [string, string | Buffer, 0 | 1])[] = [
  ["bytes of a program", noise, 1],
  ["nothing but zeros", Buffer.alloc(100_000), 1],
  ["bytes that are not valid UTF-8", Buffer.from(clean.replace("ratings", "\u00e9"), "latin1"), 1],
  ["UTF-16", Buffer.from(`\uFEFF${clean}`, "utf16le"), 0],
  ["an alias bomb", aliasBomb(12), 1],
  ["flow lists 10,000 deep", `${header}spec: ${"[".repeat(10_000)}${"]".repeat(10_000)}\n`, 1],
  ["flow maps 10,000 deep", `${header}spec: ${"{a: ".repeat(10_000)}1${"}".repeat(10_000)}\n`, 1],
  ["flow lists that nobody closes", `${header}spec: ${"[".repeat(100_000)}`, 1],
  ["block maps 10,000 deep", deepBlock(10_000), 1],
  ["block lists 10,000 deep", `${header}spec:\n  ${"- ".repeat(10_000)}x\n`, 1],
  [
    "JSON 10,000 deep",
    `{"apiVersion":"v1","kind":"Pod","spec":${"[".repeat(10_000)}${"]".repeat(10_000)}}`,
    1,
  ],
  ["an anchor within itself", `${header}spec: &a { http: [*a] }\n`, 1],
  ["a merge of itself", `${header}spec: &a\n  <<: *a\n  hosts: [b]\n`, 1],
  ["a line of 10 MB", `${clean}# ${"x".repeat(10_000_000)}\n`, 0],
  ["a name of 10 MB", clean.replace("ratings", `"${"x".repeat(10_000_000)}"`), 1],
  ["100,000 documents", "---\n".repeat(100_000) + clean, 0],
];

/** An end that a user can understand, within bounds of time (`runCli`) and memory. */
function expectCleanEnd(run: CliRun, status: 0 | 1): void {
  expect(run.stderr).not.toMatch(/internal error|^ +at |heap|call stack/m);
  expect(run.status).toBe(status);
  if (status === 1) expect(run.stdout).toMatch(/: error\[/);
}

describe("a hostile input ends within bounds:", () => {
  for (const [name, content, status] of inputs) {
    it(name, { timeout: 30_000 }, () => {
      const cwd = temporaryFolder({ "x.yaml": content });
      const nodeOptions = ["--max-old-space-size=512"];
      const run = runCli(["x.yaml", "-f", "concise"], { cwd, nodeOptions });
      expectCleanEnd(run, status);
      const inFolder = foreign.has(name) ? 2 : 1;
      if (status === 1) expect(runCli(["."], { cwd, nodeOptions }).status).toBe(inFolder);
    });
  }

  it("100 MB of manifests in one file", { timeout: 60_000 }, () => {
    const configMap = `apiVersion: v1
kind: ConfigMap
metadata: { name: big }
data:
  text: |
${`    ${"x".repeat(1000)}\n`.repeat(1000)}---
`;
    const cwd = temporaryFolder({ "x.yaml": configMap.repeat(100) + withError });
    const run = runCli(["x.yaml", "-f", "concise"], { cwd });
    expectCleanEnd(run, 1);
    expect(run.stdout).toMatch(/^x\.yaml:\d+:\d+: error\[unknown-field\]/m);
  });

  it("more than a string can hold", () => {
    const cwd = temporaryFolder({ "a.yaml": clean });
    spawnSync("truncate", ["-s", "3G", join(cwd, "x.yaml")]);
    const run = runCli(["."], { cwd });
    expect(run).toMatchObject({ status: 2, stdout: expect.stringContaining("in 1 manifest") });
    expect(run.stderr).toMatch(/^error: cannot read `x\.yaml`: it is larger than 512 MB\n/);
  });

  it("a folder with the name of a file, and links in circles", () => {
    const cwd = temporaryFolder({ "x.yaml/service.yaml": clean });
    symlinkSync("..", join(cwd, "x.yaml/up.yaml"));
    symlinkSync("loop.yaml", join(cwd, "loop.yaml"));
    expect(runCli(["."], { cwd })).toMatchObject({ status: 0, stderr: "" });
    expect(runCli(["x.yaml"], { cwd })).toMatchObject({ status: 0, stderr: "" });
    expect(runCli(["loop.yaml"], { cwd })).toMatchObject({ status: 2 });
  });
});
