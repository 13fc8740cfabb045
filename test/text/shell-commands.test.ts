import { describe, expect, it } from "vitest";
import { shellCommands } from "../../src/text/shell-commands.ts";

function commands(script: string): readonly (readonly string[])[] {
  return shellCommands(script).map((words) => words.map(({ value }) => value));
}

describe("the commands of a script", () => {
  it.each([
    ["a b; c && d || e | f", [["a", "b"], ["c"], ["d"], ["e"], ["f"]]],
    ["a \\\n  b # c\nd", [["a", "b"], ["d"]]],
    [`a 'b c' "d $E" f"g"h`, [["a", "b c", "d $E", "fgh"]]],
    ["a ${B:-c d} $(e f) > out 2>&1 <in", [["a", "${B:-c d}", "$(e f)"], ["1"]]],
    ["if a; then b; fi", [["if", "a"], ["then", "b"], ["fi"]]],
    ["", []],
    ["'", [[""]]],
    ['"a\\', [["a"]]],
    ["a $(", [["a", "$("]]],
  ])("%s", (script, expected) => {
    expect(commands(script)).toEqual(expected);
  });

  it("know where their words are", () => {
    const script = "x; grpcurl 'a b'";
    const [, words = []] = shellCommands(script);
    expect(words.map(({ start, end }) => script.slice(start, end))).toEqual(["grpcurl", "'a b'"]);
  });

  it("are found in linear time", () => {
    const started = performance.now();
    shellCommands("$(".repeat(20_000));
    shellCommands("a ".repeat(200_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
