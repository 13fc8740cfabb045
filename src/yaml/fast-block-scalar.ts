import { contentIndent, parseHeader, readBody, textOf } from "./block-text.ts";
import { bar, lineFeed } from "./characters.ts";
import { nextToken, unsure, type Cursor } from "./cursor.ts";
import { keepValue, writeScalar } from "./tape.ts";
import { asWritten, scalarHeader } from "./tree.ts";

/**
 * The block scalar whose `|` or `>` is at the cursor, under a parent at column `indent`. Leaves the cursor
 * at the next token.
 */
export function parseBlockScalar(cursor: Cursor, indent: number): number {
  const { text, at: start, end, tape } = cursor;
  const header = parseHeader(text, start, end);
  if (header === undefined || indent < 0) return unsure;
  const { increment, chomping } = header;
  const column = increment > 0 ? indent + increment : contentIndent(text, header.next, end);
  if (column === undefined) return unsure;
  const width = Math.max(column, indent + 1);
  const body = readBody(text, end, { header, width });
  if (body === undefined) return unsure;
  // Blanks alone do not tell where the text would begin.
  if (increment === 0 && column < width && !body.isEmpty) return unsure;
  cursor.at = body.at;
  if (!nextToken(cursor) || cursor.column > indent) return unsure;
  if (chomping === "keep" && (body.isEmpty || text.charCodeAt(end - 1) !== lineFeed)) return unsure;
  const style = scalarHeader(text.charCodeAt(start) === bar ? "literal" : "folded");
  const isAsWritten = !body.isEmpty && increment === 0 && chomping !== "keep";
  const last = isAsWritten
    ? asWritten
    : keepValue(tape, textOf(text, end, { header, width }) ?? "");
  return writeScalar(tape, style, { start, end: body.inkEnd, last });
}
