import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { clean } from "../support/manifests.ts";
import { cliEntry, runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A command line, and what it is told; all end with status 2. */
const slips: readonly (readonly [readonly string[], RegExp])[] = [
  [[""], /^error: one of the operands is empty\n {2}= help: name a file or folder/],
  [["good", ""], /^error: one of the operands is empty\n/],
  [["explain", ""], /^error: one of the operands is empty\n/],
  [
    ["chekc", "good"],
    /^error: `chekc` matches no file\n {2}= help: if you meant a command, .* `check`\n$/,
  ],
  [["help"], /`help` matches no file\n {2}= help: .* this tool calls it `--help`\n/],
  [["good", "chekc"], /`chekc` matches no file\n {2}= help: check the path/],
  [["--only", ","], /`--only` cannot be `,`\n {2}= help: use at least one name\n/],
  [
    ["good", "--stdin-filename", "x.yaml"],
    /^error: .* standard input is not read\n {2}= help: add the operand `-`\n/,
  ],
  [
    ["good", "-f", "sarif:no/such/x.sarif"],
    /^error: cannot write `no\/such\/x\.sarif`: folder `no\/such` does not exist\n/,
  ],
  [
    ["good", "-o", "good/a.yaml/x"],
    /^error: cannot write .*: a part of its path is not a folder\n/,
  ],
  [
    ["good", "-o", "./good/a.yaml"],
    /^error: the report would replace `\.\/good\/a\.yaml`, which is checked\n/,
  ],
  [["good/b.json", "-o", "good/b.json"], /^error: the report would replace `good\/b\.json`/],
  [["a\u001B[31m\nb.yaml"], /^error: `a\uFFFD\[31m b\.yaml` matches no file\n/],
];

describe("a slip on the command line", () => {
  it.each(slips)("is told: %j", (args, expected) => {
    const cwd = temporaryFolder({ "good/a.yaml": clean, "good/b.json": "{}" });
    const { status, stderr } = runCli(args, { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(expected);
  });
});

describe("a report", () => {
  it("may replace the one of the last run, though that is a JSON file among the manifests", () => {
    const cwd = temporaryFolder({ "good/a.yaml": clean });
    for (let run = 0; run < 2; run += 1) {
      expect(runCli(["good", "-f", "json=good/report.json"], { cwd }).status).toBe(0);
    }
  });
});

function all(redirection: string): string {
  const command = `"${process.execPath}" "${cliEntry}" -f concise --bogus ${redirection}`;
  return spawnSync("sh", ["-c", command], { encoding: "utf8" }).stdout;
}

describe("a slip with `-f concise`", () => {
  it("is one line for editors", () => {
    expect(all("2>/dev/null")).toBe(".:1:1: error[not-checked] unknown option `--bogus`\n");
  });

  it("is said once where both outputs are read as one", () => {
    expect(all("2>&1").match(/unknown option/g)).toHaveLength(1);
    expect(all("2>&1")).toContain("  = help: ");
  });
});
