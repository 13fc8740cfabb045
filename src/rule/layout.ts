import type { Field } from "../yaml/field.ts";
import { isFlow, isScalar, styleOf } from "../yaml/form.ts";
import type { ScalarStyle, YamlNode } from "../yaml/node.ts";
import type { Span } from "../yaml/source.ts";
import type { Edit } from "./finding.ts";

/** How values are laid out in the text: what edits must know before they may touch it. */

export function insertAt({ source }: Span, offset: number, text: string): Edit {
  return { span: { source, start: offset, end: offset }, text };
}

export function isBlockScalar(node: YamlNode): boolean {
  return node.kind === "scalar" && isBlock(node.style);
}

function isBlock(style: ScalarStyle): boolean {
  return style === "literal" || style === "folded";
}

/** Whether an anchor or alias stands in a value: what is taken away with it is missed elsewhere. */
export function holdsShared(node: YamlNode): boolean {
  if (node.shared === true) return true;
  if (node.kind === "scalar") return false;
  const inner = node.kind === "list" ? node.items : node.entries.map(({ value }) => value);
  return inner.some(holdsShared);
}

/** Whether a value ends where its last character stands, so that more may be written behind it. */
export function endsOnItsLine(field: Field): boolean {
  if (!isScalar(field)) return isFlow(field);
  const { start, end } = field.span;
  return !isBlock(styleOf(field)) && start < end;
}

/** Whether the whole document is one flow map, as every JSON file is: it has to stay JSON. */
export function isJson(field: Field): boolean {
  let root = field;
  while (root.parent) root = root.parent;
  return root.isMap && isFlow(root);
}

/** Whether the value stands in a flow collection, where commas and brackets end plain text. */
export function isInFlow({ parent }: Field): boolean {
  return parent !== undefined && (isFlow(parent) || isInFlow(parent));
}

/** The offset of the line's first character, byte order mark left out. */
export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && text.startsWith("\uFEFF") ? 1 : start;
}

/** The offset where the line ends, its CR and LF excluded. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end < 0) return text.length;
  return text[end - 1] === "\r" ? Math.max(end - 1, offset) : end;
}

/** The line end of the line at `offset`; of the text's first line where it is the last one. */
export function newlineAt(text: string, offset: number): string {
  const end = text.indexOf("\n", offset);
  if (end >= 0) return text[end - 1] === "\r" ? "\r\n" : "\n";
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/** Spaces as many as stand, with dashes, before an entry; `undefined` where anything else does. */
export function indentOf(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return /^ *(?:- +)*$/.test(before) ? " ".repeat(before.length) : undefined;
}

/** Whether nothing but a comment follows on the line. */
export function endsLine(text: string, offset: number): boolean {
  return /^[ \t]*(?:[ \t]#.*)?$/.test(text.slice(offset, lineEnd(text, offset)));
}
