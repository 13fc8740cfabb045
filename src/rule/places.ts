import type { Field } from "../yaml/field.ts";
import type { Span } from "../yaml/source.ts";

/** The token that stands for a field: its key; for an item of a list its first key, or the item itself. */
export function tokenSpan(field: Field): Span {
  if (typeof field.step === "string") return field.keySpan;
  const first = field.entries()[0];
  return first ? first.keySpan : field.span;
}

/** The last names of a path, enough to recognise the place beside its frame: `route[0].destination`. */
export function shortPath(field: Field): string {
  const steps = field.path.match(/(?:[^.[]|\["[^"]*"\]|\[\d+\])+/g) ?? [];
  return steps.slice(-2).join(".");
}

/** "`port`", or "an item of `hosts`". */
export function fieldTitle(field: Field): string {
  if (typeof field.step === "string") return `\`${field.step}\``;
  return field.parent ? `an item of ${fieldTitle(field.parent)}` : "the document";
}
