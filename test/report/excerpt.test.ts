import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsOf } from "../../src/report/cells.ts";
import { excerptsOf } from "../../src/report/excerpt.ts";

const room = { width: 40, ellipsis: "…" };

/** What stands above the underline, found by columns as a terminal would. */
function marked(text: string, { column, width }: { column: number; width: number }): string {
  return cellsOf(text)
    .filter((cell) => cell.column >= column && cell.column < column + width)
    .map((cell) => cell.text)
    .join("");
}

function mark(line: string, part: string): Parameters<typeof excerptsOf>[1][number] {
  const start = line.indexOf(part);
  return { start, end: start + part.length, text: "here", primary: true };
}

describe("excerptsOf", () => {
  it.each([
    ["plain", 'host: "ratings"', "ratings"],
    ["behind a tab", "a:\tratings", "ratings"],
    ["behind wide signs", "名前: ratings", "ratings"],
    ["wide itself", "name: 評価 # x", "評価"],
    ["an emoji of several code points", "a: 👩‍👩‍👧 # x", "👩‍👩‍👧"],
    ["a flag", "a: 🇩🇪 # x", "🇩🇪"],
    ["combining marks", "te\u0301: e\u0301x", "e\u0301x"],
  ])("puts the mark below its text: %s", (_, line, part) => {
    const [excerpt] = excerptsOf(line, [mark(line, part)], room);
    expect(excerpt?.marks.map((placed) => marked(excerpt.text, placed))).toEqual([part]);
  });

  it("gives an empty span and the end of a line one column", () => {
    const line = "ab: c";
    const [excerpt] = excerptsOf(line, [{ start: 5, end: 5, text: "", primary: true }], room);
    expect(excerpt?.marks).toMatchObject([{ column: 5, width: 1 }]);
  });

  it("shows what is invisible", () => {
    const [excerpt] = excerptsOf("a: b\u200B\u001B[31m\u202E", [], room);
    expect(excerpt?.text).toBe("a: b\uFFFD\uFFFD[31m\uFFFD");
  });

  it("keeps the key of a value that is far too long", () => {
    const line = `  blob: ${"x".repeat(9000)}`;
    const [excerpt] = excerptsOf(line, [mark(line, "x".repeat(9000))], room);
    expect(excerpt?.text).toMatch(/^ {2}blob: x+…$/);
    expect(excerpt?.marks[0]?.column).toBe(8);
  });

  it("cuts a long line around each mark, whatever stands there", () => {
    const filler = fc.string({
      unit: fc.constantFrom("a", "評", "\t", "é", "👩‍👩‍👧", "🇩🇪", " "),
      maxLength: 300,
    });
    fc.assert(
      fc.property(filler, filler, filler, (before, between, after) => {
        const line = `${before}"one"${between}"two"${after}`;
        const marks = [mark(line, '"one"'), mark(line, '"two"')];
        const excerpts = excerptsOf(line, marks, room);
        const found = excerpts.flatMap(({ text, marks: placed }) =>
          placed.map((one) => marked(text, one)),
        );
        expect(found).toEqual(['"one"', '"two"']);
        for (const { text } of excerpts) {
          const last = cellsOf(text).at(-1);
          expect((last?.column ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(room.width);
        }
      }),
      { examples: [["評aa\t🇩🇪評\ta🇩🇪", "aa\ta評a", "👩‍👩‍👧"]] },
    );
  });
});
