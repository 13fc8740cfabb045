import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { findProgram } from "../support/find-program.ts";
import { runCli } from "../support/run-cli.ts";
import { runProgram } from "../support/run-program.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

type Offered = (line: string) => readonly string[];

const scripts = {
  bash: runCli(["completion", "bash"]).stdout,
  zsh: runCli(["completion", "zsh"]).stdout,
  fish: runCli(["completion", "fish"]).stdout,
};

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

const offeredByBash: Offered = (line) => {
  const cwd = temporaryFolder({ "manifest.yaml": "", script: scripts.bash });
  const words = line.split(" ").map((word) => `'${word}'`);
  const complete = `. ./script; COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _istio_grpc_lint`;
  const print = `printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ["--norc", "-c", `${complete}; ${print}`];
  return linesOf(runProgram(findProgram("bash") ?? "", args, { cwd }).stdout);
};

const offeredByZsh: Offered = (line) => {
  const cwd = temporaryFolder({ "manifest.yaml": "", "_istio-grpc-lint": scripts.zsh });
  const capture = resolve("test/support/offered.zsh");
  runProgram(findProgram("zsh") ?? "", ["-f", capture, line], { cwd });
  const hits = join(cwd, "hits");
  expect(existsSync(join(cwd, "done"))).toBe(true);
  return existsSync(hits) ? linesOf(readFileSync(hits, "utf8")) : [];
};

const offeredByFish: Offered = (line) => {
  const cwd = temporaryFolder({ "manifest.yaml": "", "script.fish": scripts.fish });
  const args = ["--no-config", "-c", `source script.fish; complete -C '${line}'`];
  const { stdout } = runProgram(findProgram("fish") ?? "", args, { cwd });
  return linesOf(stdout).map((row) => row.split("\t", 1)[0] ?? "");
};

const everywhere = [
  ["expl", ["explain"]],
  ["explain yaml-", ["yaml-syntax"]],
  ["completion f", ["fish"]],
  ["--min-s", ["--min-severity"]],
  ["--min-severity w", ["warning"]],
  ["--skip yaml-s", ["yaml-syntax"]],
  ["-f jso", ["json", "jsonl"]],
  ["--baseline man", ["manifest.yaml"]],
  ["--quiet man", ["manifest.yaml"]],
  ["man", ["manifest.yaml"]],
  ["rules --fo", ["--format"]],
  ["rules --qui", []],
  ["rules -f j", ["json"]],
  ["graph -f s", ["svg"]],
  ["smoke --fo", []],
  ["explain protob", ["protobuf"]],
] as const;

const shells = [
  ["bash", offeredByBash],
  ["zsh", offeredByZsh],
  ["fish", offeredByFish],
] as const;

for (const [shell, offered] of shells) {
  const isAbsent = findProgram(shell) === undefined;
  describe.skipIf(isAbsent)(`the completion of ${shell} (where it is installed)`, () => {
    it.each(everywhere)("completes `%s`", (words, expected) => {
      expect(offered(`istio-grpc-lint ${words}`).toSorted()).toEqual(expected);
    });
  });
}

describe.skipIf(findProgram("zsh") === undefined)("zsh (where it is installed)", () => {
  it("completes values in the same word too", () => {
    expect(offeredByZsh("istio-grpc-lint --min-severity=w")).toEqual(["warning"]);
    expect(offeredByZsh("istio-grpc-lint -fsar")).toEqual(["sarif"]);
  });
});

describe.skipIf(findProgram("fish") === undefined)("fish (where it is installed)", () => {
  it("completes values in the same word too", () => {
    expect(offeredByFish("istio-grpc-lint --min-severity=w")).toEqual(["--min-severity=warning"]);
  });
});
