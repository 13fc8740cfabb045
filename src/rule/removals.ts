import type { Field } from "../yaml/field.ts";
import type { YamlNode } from "../yaml/node.ts";
import type { Located } from "../yaml/source.ts";
import type { Edit } from "./finding.ts";
import { endsLine, holdsShared, isBlockScalar, lineEnd, lineStart } from "./layout.ts";

/**
 * Removes a key with its value; in block style the whole lines, comments behind the value included. `undefined` for
 * the only entry of its map, which would become null, and where the layout does not tell what belongs to the entry.
 */
export function removeField(field: Field): Edit | undefined {
  const parent = field.parent?.node;
  if (parent?.kind !== "map" || field.shared || holdsShared(field.node)) return undefined;
  const stretches = parent.entries.map(({ keyStart, value }) => ({ start: keyStart, value }));
  return remove(field, stretches, parent.flow);
}

/** Removes an item of a list; `undefined` for the only one, and where the layout is not plain. */
export function removeItem(field: Field): Edit | undefined {
  const parent = field.parent?.node;
  if (parent?.kind !== "list" || field.shared || holdsShared(field.node)) return undefined;
  const stretches = parent.items.map((value) => ({ start: value.start, value }));
  return remove(field, stretches, parent.flow);
}

/**
 * Removes an entry or item, and at most `levels` of the maps and lists around it that hold nothing else, such as
 * `annotations` with its last one.
 */
export function removeUpwards(field: Field, levels: number): Edit | undefined {
  const { parent } = field;
  const count = parent?.entries().length || parent?.items().length;
  if (parent && count === 1 && levels > 0) return removeUpwards(parent, levels - 1);
  return typeof field.step === "number" ? removeItem(field) : removeField(field);
}

/** Whether comments belong to an entry, behind it or above it: to move it would leave them behind. */
export function hasComments({ source: { text }, keySpan, span }: Field): boolean {
  const behind = text.slice(span.end, lineEnd(text, span.end));
  const start = lineStart(text, keySpan.start);
  const above = text.slice(lineStart(text, Math.max(start - 1, 0)), start);
  return behind.includes("#") || /^\s*#/.test(above);
}

/** Removes one of the pieces of a comma separated string, as `Field.pieces` gives it; not the only one. */
export function removePiece(field: Field, piece: Located<string>): Edit | undefined {
  const { source, shared } = field;
  const pieces = field.pieces(",");
  const index = pieces.findIndex(({ span }) => span.start === piece.span.start);
  const [before, own, after] = [pieces[index - 1], pieces[index], pieces[index + 1]];
  if (shared || own === undefined || own.span.end > piece.span.end) return undefined;
  if (source.text.slice(own.span.start, own.span.end) !== own.value) return undefined;
  const start = before === undefined ? own.span.start : before.span.end;
  const end = before === undefined ? after?.span.start : own.span.end;
  return end === undefined ? undefined : { span: { source, start, end }, text: "" };
}

/** An entry or item: where it starts, and its value. */
interface Stretch {
  readonly start: number;
  readonly value: YamlNode;
}

function remove(field: Field, stretches: readonly Stretch[], flow: boolean): Edit | undefined {
  const index = stretches.findIndex(({ value }) => value === field.node);
  const before = stretches[index - 1];
  const own = stretches[index];
  const after = stretches[index + 1];
  if (own === undefined || (before === undefined && after === undefined)) return undefined;
  const neighbours = { before, own, after };
  return flow ? removeFromFlow(field, neighbours) : removeLines(field, neighbours);
}

interface Neighbours {
  readonly before: Stretch | undefined;
  readonly own: Stretch;
  readonly after: Stretch | undefined;
}

/** With the comma behind it; the last one with the comma before it. */
function removeFromFlow({ source }: Field, { before, own, after }: Neighbours): Edit | undefined {
  const [start, end] = after
    ? [own.start, after.start]
    : [before?.value.end ?? own.start, own.value.end];
  const comma = after
    ? source.text.slice(own.value.end, after.start)
    : source.text.slice(start, own.start);
  return /^\s*,\s*$/.test(comma) ? { span: { source, start, end }, text: "" } : undefined;
}

function removeLines({ source }: Field, { before, own, after }: Neighbours): Edit | undefined {
  const { text } = source;
  const { end } = own.value;
  const from = lineStart(text, own.start);
  const lead = text.slice(from, own.start);
  const isNull = own.value.kind === "scalar" && own.value.start === end;
  if (isNull || keepsBlankLines(text, own.value)) return undefined;
  if (!/^ *(?:- +)?$/.test(lead) || !endsLine(text, end)) return undefined;
  if (before && !isFinished(text, before.value, own)) return undefined;
  const isItem = own.start === own.value.start;
  if (lead.includes("-") && !isItem) {
    // `- key: value`: the next key moves up behind the dash.
    if (after === undefined || !/^\s+$/.test(text.slice(end, after.start))) return undefined;
    return { span: { source, start: own.start, end: after.start }, text: "" };
  }
  const rest = lineEnd(text, end);
  if (rest < text.length) {
    const to = text.startsWith("\r\n", rest) ? rest + 2 : rest + 1;
    return { span: { source, start: from, end: to }, text: "" };
  }
  // A text without a last line end stays one, unless a block scalar before ends with it.
  const start =
    before && isBlockScalar(lastScalar(before.value)) ? from : lineBreakBefore(text, from);
  return { span: { source, start, end: rest }, text: "" };
}

/** Where the line before ends. */
function lineBreakBefore(text: string, from: number): number {
  return text.slice(0, from).replace(/\r?\n$/, "").length;
}

/** Whether a value has an end of its own: a block scalar would swallow a comment behind what is removed. */
function isFinished(text: string, before: YamlNode, own: Stretch): boolean {
  const last = lastScalar(before);
  if (!isBlockScalar(last)) return true;
  const next = lineEnd(text, own.value.end);
  return !keepsBlankLines(text, last) && !/^\s*#/.test(text.slice(next));
}

/** `|+`: blank lines behind it are part of it. */
function keepsBlankLines(text: string, node: YamlNode): boolean {
  const last = lastScalar(node);
  return isBlockScalar(last) && /^[|>]\d?\+/.test(text.slice(last.start, last.end));
}

function lastScalar(node: YamlNode): YamlNode {
  if (node.kind === "scalar" || node.flow) return node;
  const last = node.kind === "map" ? node.entries.at(-1)?.value : node.items.at(-1);
  return last ? lastScalar(last) : node;
}
