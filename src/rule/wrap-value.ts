import type { Field } from "../yaml/field.ts";
import type { Edit } from "./finding.ts";
import { holdsShared, indentOf, insertAt, isInFlow, isJson, lineEnd, lineStart } from "./layout.ts";

/** Edits that put a value one level deeper. `undefined` where the layout does not allow it. */

/** A scalar, or another one in its place, as the only entry of a map: `50051` becomes `{ number: 50051 }`. */
export function wrapInMap(field: Field, key: string, value: string): readonly Edit[] | undefined {
  const { node, shared } = field;
  if (shared || node.kind !== "scalar" || value.includes("\n")) return undefined;
  const isBare = /^[\w./*-]+$/.test(value) || /^["']/.test(value);
  const written = isBare ? value : JSON.stringify(value);
  const text = isJson(field) ? `{ "${key}": ${asJson(value)} }` : `{ ${key}: ${written} }`;
  return [{ span: field.span, text }];
}

function asJson(value: string): string {
  return /^(?:["]|-?\d+(?:\.\d+)?$|(?:true|false)$)/.test(value) ? value : JSON.stringify(value);
}

/** A map as the only item of a list. */
export function wrapInList(field: Field): readonly Edit[] | undefined {
  const { node, source, shared } = field;
  if (shared || node.kind !== "map" || holdsShared(node)) return undefined;
  const { start, end } = node;
  if (node.flow) return [insertAt(field.span, start, "["), insertAt(field.span, end, "]")];
  const { text } = source;
  const [first] = field.fields();
  if (first === undefined || isInFlow(field)) return undefined;
  const { start: from } = first.keySpan;
  const lead = indentOf(text, from);
  if (lead === undefined || text.slice(lineStart(text, from), from) !== lead) return undefined;
  const deeper = linesBelow(text, from, end).filter((at) => /[^\s]/.test(lineAt(text, at)));
  return [insertAt(field.span, from, "- "), ...deeper.map((at) => insertAt(field.span, at, "  "))];
}

/** Words behind dashes that no blank follows, as items: `-a` becomes `- a`. */
export function spaceDashes(field: Field): readonly Edit[] | undefined {
  const { node, source, shared } = field;
  if (shared || node.kind !== "scalar" || node.style !== "plain" || isInFlow(field))
    return undefined;
  const { text } = source;
  const first = lineStart(text, node.start);
  const dashes = [first, ...linesBelow(text, first, node.end)].map(
    (at) => at + lineAt(text, at).search(/\S|$/),
  );
  const areItems = dashes.every((at) => /^-[^\s-]/.test(text.slice(at, at + 2)));
  return areItems ? dashes.map((at) => insertAt(field.span, at + 1, " ")) : undefined;
}

/** Where the lines begin that follow the one at `from`. */
function linesBelow(text: string, from: number, end: number): readonly number[] {
  const starts: number[] = [];
  for (let at = text.indexOf("\n", from) + 1; at > 0 && at < end; at = text.indexOf("\n", at) + 1) {
    starts.push(at);
  }
  return starts;
}

function lineAt(text: string, start: number): string {
  return text.slice(start, lineEnd(text, start));
}
