import { fieldTitle, tokenSpan } from "../rule/places.ts";
import { list, oneOf } from "../text/lists.ts";
import { similarName } from "../text/similar-name.ts";
import type { Field } from "../yaml/field.ts";
import type { FileFault } from "./file-fault.ts";

/** An ajv error of a compiled schema, as far as it is read. */
export interface SchemaError {
  readonly keyword: string;
  /** A JSON pointer. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: {
    readonly properties?: Readonly<Record<string, unknown>>;
  };
}

/** The errors of a value; empty if it conforms to the schema. */
export type FileValidator = (value: unknown) => readonly SchemaError[];

/** Everything in a file that its schema does not allow, each with its place. */
export function schemaFaults(root: Field, validate: FileValidator): readonly FileFault[] {
  const errors = [...validate(withoutEmpty(root)), ...unknownEmpty(root, validate)];
  return errors.flatMap((error) => faultOf(error, fieldAt(root, error.instancePath)) ?? []);
}

/** A key without a value, as when all its lines are commented out, is ignored. */
function withoutEmpty(root: Field): unknown {
  if (!root.isMap) return root.toValue();
  const filled = root.entries().filter((field) => !field.isNull);
  return Object.fromEntries(filled.map((field) => [String(field.step), field.toValue()]));
}

/** But it has to be a key. */
function unknownEmpty(root: Field, validate: FileValidator): readonly SchemaError[] {
  const empty = new Set<unknown>(
    root.entries().flatMap(({ isNull, step }) => (isNull ? step : [])),
  );
  if (empty.size === 0) return [];
  return validate(root.toValue()).filter(
    ({ keyword, instancePath, params }) =>
      keyword === "additionalProperties" &&
      instancePath === "" &&
      empty.has(params["additionalProperty"]),
  );
}

/** The innermost field on the way of a JSON pointer. */
function fieldAt(root: Field, pointer: string): Field {
  let here = root;
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    const next = [...here.entries(), ...here.items()].find((child) => String(child.step) === name);
    if (next === undefined) return here;
    here = next;
  }
  return here;
}

/** `undefined` for errors that only repeat others. */
function faultOf(error: SchemaError, field: Field): FileFault | undefined {
  const { keyword, params } = error;
  switch (keyword) {
    case "additionalProperties":
      return unknownKey(error, field);
    case "type":
      return wrongType(field, params["type"]);
    case "enum":
      return wrongValue(field, params["allowedValues"]);
    case "anyOf":
      return {
        headline: `${placeTitle(field)} has neither \`files\` nor \`resources\``,
        primary: { span: tokenSpan(field), text: "never applies" },
        help: ["add `files` or `resources`, or move its `rules` to the top level"],
      };
    case "required":
      return missingKey(error, field);
    case "minimum":
      return {
        headline: `${placeTitle(field)} cannot be below ${String(params["limit"])}`,
        primary: { span: field.span, text: "too low" },
        help: [`use ${String(params["limit"])} or more`],
      };
    case "pattern":
      return {
        headline: `${placeTitle(field)} cannot be \`${field.text ?? ""}\``,
        primary: { span: field.span, text: "not a DNS name" },
        help: ["use a DNS name, without scheme, port and path"],
      };
    case "minItems":
    case "minLength":
    case "minProperties":
      return {
        headline: `${placeTitle(field)} is empty`,
        primary: { span: field.span, text: "empty" },
        help: ["set it, or remove it"],
      };
    default:
      return undefined;
  }
}

function placeTitle(field: Field): string {
  return field.parent === undefined ? "the file" : fieldTitle(field);
}

function unknownKey({ params, parentSchema }: SchemaError, parent: Field): FileFault {
  const name = String(params["additionalProperty"]);
  const known = Object.keys(parentSchema?.properties ?? {});
  const field = parent.entries().find(({ step }) => step === name) ?? parent;
  const similar = similarName(name, known);
  return {
    headline: `unknown key \`${name}\``,
    primary: { span: field.keySpan, text: "unknown key" },
    help: [
      ...(similar === undefined ? [] : [`a key with a similar name exists: \`${similar}\``]),
      `the keys here are ${list(known, known.length)}`,
    ],
  };
}

const typeTitles: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  object: "a map of keys",
  string: "a string",
};

function wrongType(field: Field, types: unknown): FileFault {
  const wanted = [types].flat().map((type) => typeTitles[String(type)] ?? String(type));
  return {
    headline: `${placeTitle(field)} must be ${wanted.join(" or ")}`,
    primary: { span: field.span, text: titleOf(field) },
    help: [`use ${wanted.join(" or ")}`],
  };
}

function titleOf(field: Field): string {
  if (field.isMap) return "a map of keys";
  if (field.isList) return "a list";
  if (field.isNull) return "nothing";
  const value = field.scalar()?.value;
  if (typeof value === "boolean") return "true or false";
  return typeof value === "number" ? "a number" : "a string";
}

function wrongValue(field: Field, allowed: unknown): FileFault {
  const values = [allowed].flat().filter((value) => value !== false);
  const names = values.map(String);
  const written = field.source.text.slice(field.node.start, field.node.end);
  const isWord = field.scalar() !== undefined;
  const similar = isWord ? similarName(written, names) : undefined;
  return {
    headline: `${placeTitle(field)} cannot be ${isWord ? `\`${written}\`` : titleOf(field)}`,
    primary: { span: field.span, text: "not a valid value" },
    help: [
      ...(similar === undefined ? [] : [`a similar value exists: \`${similar}\``]),
      `choose ${oneOf(names)}`,
    ],
  };
}

/** Alternatives of required keys (`anyOf`) are reported as one fault. */
function missingKey({ params, parentSchema }: SchemaError, field: Field): FileFault | undefined {
  if (parentSchema?.properties === undefined) return undefined;
  const key = String(params["missingProperty"]);
  return {
    headline: `${placeTitle(field)} lacks the key \`${key}\``,
    primary: { span: tokenSpan(field), text: "incomplete" },
    help: [`add \`${key}\``],
  };
}
