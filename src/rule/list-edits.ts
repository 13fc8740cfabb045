import type { Field } from "../yaml/field.ts";
import { isFlow } from "../yaml/form.ts";
import type { Edit } from "./finding.ts";
import {
  endsLine,
  endsOnItsLine,
  insertAt,
  isJson,
  lineEnd,
  lineStart,
  newlineAt,
} from "./layout.ts";

/** Adds items (plain words) behind the last one of a list; `undefined` for an empty list or a shared one. */
export function addItems(list: Field, items: readonly string[]): Edit | undefined {
  const last = list.items().at(-1);
  if (last === undefined || last.shared || !list.isList) return undefined;
  const { source, span } = last;
  const { text } = source;
  if (isFlow(list)) {
    const written = isJson(list) ? items.map((item) => JSON.stringify(item)) : items;
    return insertAt(span, span.end, `, ${written.join(", ")}`);
  }
  const dash = text.slice(lineStart(text, span.start), span.start);
  if (!/^ *- +$/.test(dash) || !endsOnItsLine(last) || !endsLine(text, span.end)) return undefined;
  const newline = newlineAt(text, span.end);
  const added = items.map((item) => `${newline}${dash}${item}`).join("");
  return insertAt(span, lineEnd(text, span.end), added);
}
