import type { Field } from "../yaml/field.ts";
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
  if (last === undefined || last.shared || list.node.kind !== "list") return undefined;
  const { source, node, span } = last;
  const { text } = source;
  if (list.node.flow) {
    const written = isJson(list) ? items.map((item) => JSON.stringify(item)) : items;
    return insertAt(span, node.end, `, ${written.join(", ")}`);
  }
  const dash = text.slice(lineStart(text, node.start), node.start);
  if (!/^ *- +$/.test(dash) || !endsOnItsLine(node) || !endsLine(text, node.end)) return undefined;
  const newline = newlineAt(text, node.end);
  const added = items.map((item) => `${newline}${dash}${item}`).join("");
  return insertAt(span, lineEnd(text, node.end), added);
}
