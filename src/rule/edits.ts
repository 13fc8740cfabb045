import type { Field } from "../yaml/field.ts";
import type { Located, Span } from "../yaml/source.ts";
import type { Edit } from "./finding.ts";

/**
 * Edits that change only their own bytes. Each is `undefined` where one edit cannot do it soundly: bytes shared
 * through an anchor, or a layout these few cases do not cover. The finding is then shown without a fix.
 */

/** Writes another text into a scalar and keeps its quotes. */
export function replaceText(field: Field, text: string): Edit | undefined {
  const { node, shared } = field;
  if (shared || node.kind !== "scalar") return undefined;
  const written = field.source.text.slice(node.start, node.end);
  if (node.style === "plain") {
    return isPlainSafe(text)
      ? { span: field.span, text }
      : { span: field.span, text: JSON.stringify(text) };
  }
  if (node.style === "double") return { span: field.span, text: JSON.stringify(text) };
  if (node.style !== "single" || written.includes("\n")) return undefined;
  return { span: field.span, text: `'${text.replaceAll("'", "''")}'` };
}

/** Replaces a value of any type, such as a number, by `text` as YAML. */
export function replaceValue(field: Field, text: string): Edit | undefined {
  const { node, shared } = field;
  if (shared || node.kind !== "scalar" || isBlockScalar(field)) return undefined;
  const written = isJson(field) ? asJson(text) : text;
  return written === undefined ? undefined : { span: field.span, text: written };
}

/** Writes `text` over one piece of a string, as `Field.pieces` gives it; `text` must need no quotes. */
export function replacePiece(field: Field, piece: Located<string>, text: string): Edit | undefined {
  return isWrittenAsIs(field, piece) ? { span: piece.span, text } : undefined;
}

/** Adds text, such as another item of a comma separated list, to the end of a string. */
export function appendText(field: Field, text: string): Edit | undefined {
  const written = field.string();
  const last = field.pieces(",").at(-1);
  if (written === undefined || last === undefined) return undefined;
  const plainInFlow = field.node.kind === "scalar" && field.node.style === "plain" && inFlow(field);
  if (plainInFlow) return replaceText(field, written.value + text);
  return isWrittenAsIs(field, last) ? at(last.span, last.span.end, text) : undefined;
}

function isWrittenAsIs({ source, shared }: Field, { value, span }: Located<string>): boolean {
  return !shared && source.text.slice(span.start, span.end) === value;
}

function inFlow({ parent }: Field): boolean {
  if (parent === undefined || parent.node.kind === "scalar") return false;
  return parent.node.flow || inFlow(parent);
}

export function renameKey(field: Field, key: string): Edit | undefined {
  if (typeof field.step !== "string" || field.parent === undefined || field.parent.shared)
    return undefined;
  const span = field.keySpan;
  const quote = /^["']/.exec(span.source.text.slice(span.start, span.end))?.[0] ?? "";
  return { span, text: `${quote}${key}${quote}` };
}

/** Writes another one-line entry in the place of a key and its scalar value. */
export function replaceEntry(field: Field, entry: string): Edit | undefined {
  const { parent, source, node, shared } = field;
  if (shared || parent?.node.kind !== "map" || node.kind !== "scalar" || isBlockScalar(field))
    return undefined;
  return { span: { source, start: field.keySpan.start, end: node.end }, text: entry };
}

/** Adds `entry` (such as `appProtocol: grpc`, one line) to the map that `sibling` stands in, right after it. */
export function addAfter(sibling: Field, entry: string): Edit | undefined {
  const { parent, source, node } = sibling;
  if (parent === undefined || parent.shared || parent.node.kind !== "map") return undefined;
  if (isJson(sibling)) {
    const [, key, value] = /^(\w+): (.+)$/.exec(entry) ?? [];
    const written = value === undefined ? undefined : asJson(value);
    return written === undefined ? undefined : at(sibling.span, node.end, `, "${key}": ${written}`);
  }
  if (parent.node.flow) return at(sibling.span, node.end, `, ${entry}`);
  if (node.kind !== "scalar" || isBlockScalar(sibling)) return undefined;
  const lineEnd = endOfLine(source.text, node.end);
  const indent = column(source.text, sibling.keySpan.start);
  return at(sibling.span, lineEnd, `${newline(source.text)}${" ".repeat(indent)}${entry}`);
}

/** Removes a key with its value; in block style the whole lines, comments behind the value included. */
export function removeField(field: Field): Edit | undefined {
  const { parent, source, node } = field;
  if (parent === undefined || parent.shared || parent.node.kind !== "map") return undefined;
  const { entries, flow } = parent.node;
  if (entries.length < 2) return undefined;
  const index = entries.findIndex(({ value }) => value === node);
  const { start } = field.keySpan;
  if (flow) return removeFromFlow(field, index, entries.length);
  const lineStart = source.text.lastIndexOf("\n", start - 1) + 1;
  if (source.text.slice(lineStart, start).trim() !== "") {
    // `- key: value`: the next key moves up behind the dash.
    const next = entries[index + 1];
    return next && { span: { source, start, end: next.key.start }, text: "" };
  }
  const lineEnd = endOfLine(source.text, node.end);
  const after = source.text.startsWith("\r\n", lineEnd) ? 2 : lineEnd < source.text.length ? 1 : 0;
  return { span: { source, start: lineStart, end: lineEnd + after }, text: "" };
}

function removeFromFlow(field: Field, index: number, count: number): Edit | undefined {
  const parent = field.parent?.node;
  if (parent?.kind !== "map") return undefined;
  const next = parent.entries[index + 1];
  const previous = parent.entries[index - 1];
  const start = index === count - 1 && previous ? previous.value.end : field.keySpan.start;
  const end = next ? next.key.start : field.node.end;
  return { span: { source: field.source, start, end }, text: "" };
}

function at(span: Span, offset: number, text: string): Edit {
  return { span: { source: span.source, start: offset, end: offset }, text };
}

/** Whether the whole document is one flow map, as every JSON file is: it has to stay JSON. */
function isJson(field: Field): boolean {
  let root = field;
  while (root.parent) root = root.parent;
  return root.node.kind === "map" && root.node.flow;
}

/** A YAML scalar or map of scalars as JSON; `undefined` for what these few cases do not cover. */
function asJson(text: string): string | undefined {
  if (/^(?:-?\d+(?:\.\d+)?|true|false)$/.test(text)) return text;
  const [, key, value] = /^\{ (\w+): (\d+(?:\.\d+)?) \}$/.exec(text) ?? [];
  if (key !== undefined) return `{ "${key}": ${value} }`;
  return /^[\w./-]+$/.test(text) ? JSON.stringify(text) : undefined;
}

function isBlockScalar({ node }: Field): boolean {
  return node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  if (end < 0) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

function column(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function newline(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/** Text that YAML reads back as the same string without quotes, also inside flow collections. */
function isPlainSafe(text: string): boolean {
  if (/^\d+(?:\.\d+)?(?:ms|s|m|h)$/.test(text)) return true;
  return /^[A-Za-z/][\w./-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
}
