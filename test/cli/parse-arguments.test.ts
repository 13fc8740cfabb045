import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/errors.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";

describe("a command line", () => {
  it("checks, where no command is named", () => {
    expect(parseArguments([])).toMatchObject({ command: "check", operands: [] });
    expect(parseArguments(["a", "b"])).toMatchObject({ command: "check", operands: ["a", "b"] });
    expect(parseArguments(["check", "rules"])).toMatchObject({ operands: ["rules"] });
    expect(parseArguments(["./rules"])).toMatchObject({ command: "check", operands: ["./rules"] });
  });

  it("takes flags before, between and behind operands", () => {
    const args = parseArguments(["--quiet", "check", "a", "-f", "json", "-"]);
    expect(args).toMatchObject({ command: "check", operands: ["a", "-"] });
    expect(args.has("quiet")).toBe(true);
    expect(args.last("format")).toBe("json");
  });

  it("takes values behind a blank, an equals sign or a short name", () => {
    for (const words of [["--format", "json"], ["--format=json"], ["-f", "json"], ["-fjson"]]) {
      expect(parseArguments(words).all("format")).toEqual(["json"]);
    }
  });

  it("keeps repeated values in order; the last counts where one is wanted", () => {
    const args = parseArguments(["--only", "a,b", "--only=c", "-o", "x", "-o", "y"]);
    expect(args.all("only")).toEqual(["a,b", "c"]);
    expect(args.last("output-file")).toBe("y");
  });

  it("takes everything behind -- as operands", () => {
    expect(parseArguments(["--quiet", "--", "--only", "-"]).operands).toEqual(["--only", "-"]);
  });
});

/** What is wrong, the message, and the first line of help. */
const mistakes: readonly (readonly [string, string, string])[] = [
  [
    "--fromat json",
    "unknown option `--fromat`",
    "an option with a similar name exists: `--format`",
  ],
  ["--reporter json", "unknown option `--reporter`", "this tool calls it `--format`"],
  ["--select=x", "unknown option `--select`", "this tool calls it `--only`"],
  ["-x", "unknown option `-x`", "`istio-grpc-lint --help` lists all options"],
  ["--constructor", "unknown option `--constructor`", "`istio-grpc-lint --help` lists all options"],
  ["--format", "`--format` needs a value", "use `--format FORMAT[=FILE]`"],
  ["-f --quiet", "`-f` needs a value", "use `--format FORMAT[=FILE]`"],
  [
    "--reason -->x",
    "`--reason` needs a value, and `-->x` looks like an option",
    "if `-->x` is the value, use `--reason='-->x'`",
  ],
  ["upgrade-check --from", "`--from` needs a value", "use `--from VERSION`"],
  ["route --from", "`--from` needs a value", "use `--from CALLER`"],
  ["--only=", "`--only` needs a value", "use `--only NAMES`"],
  ["--quiet=yes", "`--quiet` accepts no value", "use `--quiet` without a value"],
  ["--color=yes", "`--color` cannot be `yes`", "choose `auto`, `always` or `never`"],
  [
    "--min-severity fatal",
    "`--min-severity` cannot be `fatal`",
    "choose `error`, `warning` or `info`",
  ],
  [
    "report -o mesh.md",
    "`report` has no option `--output-file`",
    "it writes to standard output: redirect that, `> FILE`",
  ],
  [
    "rules --quiet",
    "`rules` has no option `--quiet`",
    "`istio-grpc-lint rules --help` lists its options",
  ],
];

describe("a mistake in it", () => {
  for (const [line, message, help] of mistakes) {
    it(`${line}: ${message}`, () => {
      const error: unknown = catchError(() => parseArguments(line.split(" ")));
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({ message, help: expect.arrayContaining([help]) });
    });
  }
});

function catchError(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
