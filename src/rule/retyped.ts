import { formatOf, isDurationPattern } from "../mesh/ask/field-format.ts";
import { findGrpcStatus } from "../mesh/objects/grpc-status.ts";
import type { Views } from "../mesh/mesh.ts";
import { isRespelling } from "../text/similar-name.ts";
import type { Field } from "../yaml/field.ts";
import type { Edit, Fix } from "./finding.ts";
import { replaceValue } from "./edits.ts";
import { spaceDashes, wrapInList, wrapInMap } from "./wrap-value.ts";

type WrongType = Extract<Views["violation"], { readonly kind: "wrong-type" }>;

/** What a value of another type than its field accepts was to be; `undefined` where it does not tell. */
export function retyped(violation: WrongType): Fix | undefined {
  const { field, actual, expected, under, isItem } = violation;
  const isPlain = actual === "integer" || actual === "number" || actual === "boolean";
  if (isPlain && expected.includes("string")) return asText(violation);
  if (under !== undefined) return asEntry(violation, under);
  if (isItem) return offered(wrapInList(field), "make it a list of one item");
  if (violation.listOf?.includes("string")) return asItems(field);
  const value = field.text;
  return value !== undefined && means(value, expected)
    ? offered(rewritten(field, value), "remove the quotes")
    : undefined;
}

/** The number of a time without a unit, with the units that its field accepts, seconds first. */
export function timesMeant(violation: WrongType): readonly string[] {
  const written = writtenIn(violation.field);
  if (!isDuration(violation) || !/^\d+(?:\.\d+)?$/.test(written)) return [];
  const form = new RegExp(violation.pattern ?? "", "u");
  return [`${written}s`, `${written}ms`].filter((it) => form.test(it));
}

export function isDuration({ resource, field, pattern }: WrongType): boolean {
  return pattern === undefined
    ? formatOf(resource, field) === "duration"
    : isDurationPattern(pattern);
}

/** A scalar where a map is wanted. */
function asEntry({ field, nearest }: WrongType, key: string): Fix | undefined {
  const written = nearest ?? writtenIn(field);
  const edits = wrapInMap(field, key, written);
  const entry = `${field.key.value}: { ${key}: ${written} }`;
  const safe = nearest === undefined || isRespelling(field.text ?? "", nearest);
  const title = safe ? `use \`${entry}\`` : `use \`${entry}\` (the setting then takes effect)`;
  return edits && { title, safe, edits };
}

/** A number or a boolean where text is wanted. */
function asText(violation: WrongType): Fix | undefined {
  const { resource, field, accepted, pattern } = violation;
  const written = writtenIn(field);
  const [time] = timesMeant(violation);
  if (time !== undefined) {
    const edits = rewritten(field, time);
    return edits && { title: `use \`${time}\`, if seconds are intended`, safe: false, edits };
  }
  const format = formatOf(resource, field);
  if (format === "grpc-status") {
    const status = findGrpcStatus(written);
    return status && offered(rewritten(field, status), `use \`${status}\``);
  }
  const isListed = accepted === undefined || accepted.includes(written);
  const isFormed = pattern === undefined || new RegExp(pattern, "u").test(written);
  return isListed && isFormed && format === undefined
    ? offered(rewritten(field, `"${written}"`), "put it in quotes")
    : undefined;
}

/** A text where a list of texts is wanted. */
function asItems(field: Field): Fix | undefined {
  const dashed = spaceDashes(field);
  if (dashed) return offered(dashed, "add a space after each dash");
  const written = writtenIn(field);
  if (field.text === undefined || /[[\]{},\n]/.test(written)) return undefined;
  return offered(rewritten(field, `[${written}]`), "make it a list of one item");
}

function rewritten(field: Field, text: string): readonly Edit[] | undefined {
  const edit = replaceValue(field, text);
  return edit && [edit];
}

function offered(edits: readonly Edit[] | undefined, title: string): Fix | undefined {
  return edits && { title, safe: true, edits };
}

/** Whether a string without its quotes is a value of a wanted type. */
function means(value: string, expected: WrongType["expected"]): boolean {
  if (expected.includes("boolean") && /^(?:true|false)$/.test(value)) return true;
  const isWhole = /^-?(?:0|[1-9]\d*)$/.test(value);
  return isWhole && (expected.includes("integer") || expected.includes("number"));
}

function writtenIn({ source, node }: Field): string {
  return source.text.slice(node.start, node.end);
}
