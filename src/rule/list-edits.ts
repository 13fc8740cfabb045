import type { Field } from "../yaml/field.ts";
import type { Edit } from "./finding.ts";

/** Adds items (plain words) behind the last one of a list; `undefined` for an empty list or a shared one. */
export function addItems(list: Field, items: readonly string[]): Edit | undefined {
  const last = list.items().at(-1);
  if (list.shared || last === undefined || list.node.kind !== "list") return undefined;
  const { source, node } = last;
  if (list.node.flow) {
    return { span: { source, start: node.end, end: node.end }, text: `, ${items.join(", ")}` };
  }
  const lineStart = source.text.lastIndexOf("\n", node.start - 1) + 1;
  const dash = source.text.slice(lineStart, node.start);
  const next = source.text.indexOf("\n", node.end);
  const rest = source.text.slice(node.end, next < 0 ? undefined : next);
  if (!/^ *- +$/.test(dash) || !/^[ \t]*(?:#.*)?\r?$/.test(rest)) return undefined;
  const end = node.end + rest.trimEnd().length;
  const newline = rest.endsWith("\r") ? "\r\n" : "\n";
  const text = items.map((item) => `${newline}${dash}${item}`).join("");
  return { span: { source, start: end, end }, text };
}
