import type { Field } from "../yaml/field.ts";
import { isFlow, isScalar, styleOf } from "../yaml/form.ts";
import type { Located } from "../yaml/source.ts";
import type { Edit } from "./finding.ts";
import {
  endsLine,
  endsOnItsLine,
  indentOf,
  insertAt,
  isInFlow,
  isJson,
  lineEnd,
  newlineAt,
} from "./layout.ts";

/**
 * Edits that change only their own bytes. Each is `undefined` where one edit cannot do it soundly: bytes shared
 * through an anchor, or a layout these few cases do not cover. The finding is then shown without a fix.
 */

/** Writes another text into a scalar and keeps its quotes. */
export function replaceText(field: Field, text: string): Edit | undefined {
  const { node, shared } = field;
  if (shared || node.kind !== "scalar" || node.start === node.end) return undefined;
  const written = field.source.text.slice(node.start, node.end);
  if (node.style === "plain") {
    return isPlainSafe(text, isInFlow(field))
      ? { span: field.span, text }
      : { span: field.span, text: JSON.stringify(text) };
  }
  if (node.style === "double") return { span: field.span, text: JSON.stringify(text) };
  if (node.style !== "single" || written.includes("\n")) return undefined;
  return { span: field.span, text: `'${text.replaceAll("'", "''")}'` };
}

/** Replaces a value of any type, such as a number, by `text` as YAML. */
export function replaceValue(field: Field, text: string): Edit | undefined {
  if (field.shared || !isScalar(field) || !endsOnItsLine(field)) return undefined;
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
  const plainInFlow = isScalar(field) && styleOf(field) === "plain" && isInFlow(field);
  if (plainInFlow) return replaceText(field, written.value + text);
  return isWrittenAsIs(field, last) ? insertAt(last.span, last.span.end, text) : undefined;
}

function isWrittenAsIs({ source, shared }: Field, { value, span }: Located<string>): boolean {
  return !shared && source.text.slice(span.start, span.end) === value;
}

/** Writes another key and leaves its value alone; keeps quotes. */
export function renameKey(field: Field, key: string): Edit | undefined {
  if (typeof field.step !== "string" || field.shared) return undefined;
  const span = field.keySpan;
  const quote = /^["']/.exec(span.source.text.slice(span.start, span.end))?.[0] ?? "";
  return { span, text: `${quote}${key}${quote}` };
}

/** Writes another one-line entry in the place of a key and its scalar value. */
export function replaceEntry(field: Field, entry: string): Edit | undefined {
  const { parent, source, shared } = field;
  if (shared || parent?.isMap !== true || !isScalar(field) || !endsOnItsLine(field)) {
    return undefined;
  }
  const written = isJson(field) ? entryAsJson(entry) : entry;
  if (written === undefined) return undefined;
  return { span: { source, start: field.keySpan.start, end: field.span.end }, text: written };
}

/** Adds `entry` (such as `appProtocol: grpc`, one line) to the map that `sibling` stands in, right after it. */
export function addAfter(sibling: Field, entry: string): Edit | undefined {
  const { parent, source, span } = sibling;
  const { text } = source;
  if (sibling.shared || parent?.isMap !== true || !endsOnItsLine(sibling)) return undefined;
  if (isJson(sibling)) {
    const written = entryAsJson(entry);
    return written === undefined ? undefined : insertAt(span, span.end, `, ${written}`);
  }
  if (isFlow(parent)) return insertAt(span, span.end, `, ${entry}`);
  const indent = indentOf(text, sibling.keySpan.start);
  if (indent === undefined || !endsLine(text, span.end)) return undefined;
  const end = lineEnd(text, span.end);
  return insertAt(span, end, newlineAt(text, span.end) + indent + entry);
}

/** Adds `entry` to a map: behind its last entry, or before the first where that one ends who knows where. */
export function addEntry(map: Field, entry: string): Edit | undefined {
  if (map.shared || !map.isMap) return undefined;
  const fields = map.entries();
  const [first] = fields;
  const last = fields.at(-1);
  if (first === undefined || last === undefined) return fillEmpty(map, entry);
  const behind = addAfter(last, entry);
  if (behind || isFlow(map) || first.shared) return behind;
  const { text } = map.source;
  const { start } = first.keySpan;
  const indent = indentOf(text, start);
  if (indent === undefined) return undefined;
  return insertAt(map.span, start, entry + newlineAt(text, start) + indent);
}

/** Writes the first entry of `{}`. */
function fillEmpty(map: Field, entry: string): Edit | undefined {
  const { source, span } = map;
  if (!/^\{\s*\}$/.test(source.text.slice(span.start, span.end))) return undefined;
  const written = isJson(map) ? entryAsJson(entry) : entry;
  return written === undefined ? undefined : { span, text: `{ ${written} }` };
}

/** An entry such as `key: value` as JSON. */
function entryAsJson(entry: string): string | undefined {
  const [, key, value] = /^([\w./-]+): (.+)$/.exec(entry) ?? [];
  const written = value === undefined ? undefined : asJson(value);
  return written === undefined ? undefined : `"${key}": ${written}`;
}

/** A YAML scalar or map of one scalar as JSON; `undefined` for what these few cases do not cover. */
function asJson(text: string): string | undefined {
  if (/^(?:-?\d+(?:\.\d+)?|true|false)$/.test(text)) return text;
  const [, key, value] = /^\{ (\w+): (\d+(?:\.\d+)?) \}$/.exec(text) ?? [];
  if (key !== undefined) return `{ "${key}": ${value} }`;
  if (/^"[^"\\]*"$/.test(text)) return text;
  return /^[\w./-]+$/.test(text) ? JSON.stringify(text) : undefined;
}

/** Text that YAML reads back as the same string without quotes. */
function isPlainSafe(text: string, inFlow: boolean): boolean {
  if (/^\d+(?:\.\d+)?(?:ms|s|m|h)$/.test(text)) return true;
  // In flow collections a comma ends the text.
  const safe = inFlow ? /^[A-Za-z/][\w./*-]*$/ : /^[A-Za-z/][\w./*,-]*$/;
  return safe.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
}
