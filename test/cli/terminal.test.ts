import { describe, expect, it } from "vitest";
import { colorLevel, terminalOptions } from "../../src/cli/terminal.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { withError } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

type Environment = Readonly<Record<string, string>>;

/** Flags, environment, whether standard output is a terminal, and the level that follows. */
const table: readonly (readonly [string, Environment, boolean, 0 | 1 | 2 | 3])[] = [
  ["", {}, false, 0],
  ["", {}, true, 1],
  ["", { TERM: "xterm-256color" }, true, 2],
  ["", { TERM: "xterm-256color", COLORTERM: "truecolor" }, true, 3],
  ["", { TERM: "dumb" }, true, 0],
  ["", { NO_COLOR: "1" }, true, 0],
  ["", { NO_COLOR: "" }, true, 1],
  ["", { FORCE_COLOR: "1" }, false, 1],
  ["", { FORCE_COLOR: "" }, false, 1],
  ["", { FORCE_COLOR: "true" }, false, 1],
  ["", { FORCE_COLOR: "3" }, false, 3],
  ["", { FORCE_COLOR: "0" }, true, 0],
  ["", { FORCE_COLOR: "false" }, true, 0],
  ["", { NO_COLOR: "1", FORCE_COLOR: "1" }, true, 0],
  ["--color always", { NO_COLOR: "1" }, false, 1],
  ["--color=always", { TERM: "screen-256color" }, false, 2],
  ["--color never", { FORCE_COLOR: "1" }, true, 0],
  ["--no-color", { FORCE_COLOR: "1" }, true, 0],
  ["--color always --no-color", {}, true, 0],
  ["--color auto", { FORCE_COLOR: "2" }, false, 2],
];

describe("the colour level", () => {
  for (const [flags, environment, isTerminal, level] of table) {
    const where = isTerminal ? "terminal" : "pipe";
    it(`of "${flags}" with ${JSON.stringify(environment)} in a ${where} is ${level}`, () => {
      const args = parseArguments(flags.split(" ").filter((word) => word !== ""));
      expect(colorLevel(args, environment, isTerminal)).toBe(level);
    });
  }
});

describe("links", () => {
  const known = { TERM: "xterm-kitty" };
  const cases: readonly (readonly [string, Environment, boolean, boolean])[] = [
    ["", known, true, true],
    ["", { TERM: "xterm" }, true, false],
    ["", known, false, false],
    ["--hyperlinks always", { TERM: "xterm" }, false, true],
    ["--hyperlinks never", known, true, false],
    ["--hyperlinks auto", known, true, true],
  ];
  for (const [flags, environment, isTerminal, links] of cases) {
    it(`of "${flags}" under ${environment["TERM"]} are ${links ? "made" : "left out"}`, () => {
      const args = parseArguments(flags.split(" ").filter((word) => word !== ""));
      const host = { environment, output: { isTerminal, width: 80 } };
      expect(terminalOptions(args, host).links).toBe(links);
    });
  }
});

describe("escape sequences", () => {
  // oxlint-disable-next-line no-control-regex -- that is what they begin with
  const escape = /\u001B/;

  it("come where they are asked for, and never into machines' formats or files", () => {
    const cwd = temporaryFolder({ "x.yaml": withError });
    const environment = { FORCE_COLOR: "1" };
    const outputOf = (...args: readonly string[]): string =>
      runCli(["x.yaml", ...args], { cwd, environment }).stdout;
    expect(outputOf()).toMatch(escape);
    expect(outputOf("--no-color")).not.toMatch(escape);
    for (const format of ["json", "github", "concise"]) {
      expect(outputOf("-f", format)).not.toMatch(escape);
    }
    expect(outputOf("-f", "pretty=/dev/stdout")).not.toMatch(escape);
  });
});
