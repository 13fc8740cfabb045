import * as fc from "fast-check";
import { expect, it } from "vitest";
import { lineIndex } from "../../src/report/line-index.ts";

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom("\n", "\r\n", "\r", "\t", " ", "a: b", "\uFEFF", "é", "👩‍👩‍👧"),
    fc.string(),
  ),
);

/** The obvious way, sign by sign. */
function countedPosition(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let column = 1;
  for (let index = text.startsWith("\uFEFF") ? 1 : 0; index < offset; index += 1) {
    const ends = text[index] === "\n" || (text[index] === "\r" && text[index + 1] !== "\n");
    line += ends ? 1 : 0;
    column = ends ? 1 : column + 1;
  }
  return { line, column };
}

it("finds the line and column of every offset", () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join("");
      const index = lineIndex({ path: "x.yaml", text });
      for (let offset = 0; offset <= text.length; offset += 1) {
        expect(index.positionAt(offset)).toEqual(countedPosition(text, offset));
      }
    }),
  );
});

it("covers the text with lines that hold no line end", () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join("");
      const index = lineIndex({ path: "x.yaml", text });
      const last = index.lineAt(text.length).number;
      const lines = Array.from({ length: last }, (_, before) => {
        const { start, end } = index.line(before + 1) ?? { start: -1, end: -1 };
        return text.slice(start, end);
      });
      expect(lines).toEqual(text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/));
      expect(index.line(last + 1)).toBeUndefined();
    }),
  );
});
