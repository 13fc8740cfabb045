import {
  holdsPlaceholder,
  isCapitals,
  isKeyToFill,
  isOpen,
  isTokenAt,
  isTokenForNumber,
} from "../manifest/placeholder.ts";
import { isPartOfObject } from "../manifest/partial-objects.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";
import { similarName } from "../text/similar-name.ts";
import { levelOf } from "./level.ts";
import { bounds, formats, type Bound } from "./schema.ts";
import type { SchemaError, Structure } from "./structure.ts";
import { unknownField } from "./unknown-field.ts";
import { wrongType } from "./wrong-type.ts";
import type {
  MissingField,
  OutOfBounds,
  UnknownField,
  ValueNotAllowed,
  Violation,
  WrongFormat,
  WrongType,
} from "./violation.ts";

/** A file with more errors than this is not a manifest of its declared kind. */
const mostErrors = 500;

/** One violation for each mistake, in the order of the errors. */
export function explainErrors(
  errors: readonly SchemaError[],
  resource: Resource,
  structure: Structure,
): readonly Violation[] {
  const violations = firstCauses(errors)
    .filter((error) => !isLeftOpen(error, resource.root))
    .slice(0, mostErrors)
    .flatMap((error) => explain(error, resource, structure) ?? [])
    .filter((violation) => !isAllowed(violation, structure) && !isOfPart(violation))
    .map(asLeftOpen);
  return withoutFollowUps(violations);
}

/** Whether an error is about a value that is filled in later. */
function isLeftOpen({ instancePath, params }: SchemaError, root: Field): boolean {
  if (typeof params["additionalProperty"] === "string") return false;
  const field = fieldAt(root, instancePath);
  if (isOpen(field)) return true;
  // What is required may be under a key that is open.
  return "missingProperty" in params && field.keys.some(isKeyToFill);
}

/** Whether it is about what an object leaves to the one that it is a part of. */
function isOfPart({ kind, resource }: Violation): boolean {
  return kind === "missing-field" && isPartOfObject(resource.type, resource.spec);
}

/** Whether only other versions of the kind have the constraint. */
function isAllowed(violation: Violation, { schema }: Structure): boolean {
  const { looser } = schema["x-versions"][violation.resource.version] ?? {};
  if (looser === undefined) return false;
  const { kind } = violation;
  const keyword =
    kind === "missing-field"
      ? `required ${violation.name}`
      : kind === "out-of-bounds"
        ? violation.bound
        : "";
  return looser.includes(`${violation.field.path.replaceAll(/\[\d+\]/g, "[]")} ${keyword}`);
}

/** An unknown field or value that looks like a token replaced by a script. */
function asLeftOpen(violation: Violation): Violation {
  const { resource, field } = violation;
  return isToFill(violation) ? { kind: "left-open", resource, field } : violation;
}

function isToFill(violation: Violation): boolean {
  if (violation.kind === "unknown-field") return isKeyToFill(violation.name);
  if (violation.kind === "value-not-allowed") return isNothingLike(violation);
  if (violation.kind === "wrong-format") {
    return isTokenAt(violation.field.path, violation.field.text ?? "");
  }
  if (violation.kind === "wrong-type" && isTokenInBrackets(violation)) return true;
  if (violation.kind !== "wrong-type") return false;
  const { path, text = "" } = violation.field;
  if (!isTokenForNumber(path, text)) return false;
  // In the place of a map or a list, words of its values are a slip: `loadBalancer: ROUND_ROBIN`.
  return violation.under === undefined && violation.listOf?.includes("string") !== true;
}

/** `image: [IMAGE_URL]`, which YAML reads as a list. */
function isTokenInBrackets({ field, expected }: WrongType): boolean {
  const [item, ...others] = field.items();
  const text = item?.text ?? "";
  const isToken = others.length === 0 && (isCapitals(text) || holdsPlaceholder(text));
  return isToken && !expected.includes("object") && !expected.includes("array");
}

/** A token that has no word with what its field accepts in common: `LB_POLICY`, and not `TLS_SIMPLE`. */
function isNothingLike({ field, accepted }: ValueNotAllowed): boolean {
  const text = field.text ?? "";
  if (!isTokenAt(field.path, text) || similarName(text, accepted) !== undefined) return false;
  const words = new Set(accepted.flatMap((it) => it.split("_")));
  return !text.split("_").some((word) => words.has(word));
}

/**
 * One value has one mistake: of the wrong type, then none of a list, then beyond bounds, then of another form. What
 * is wrong within a map is not about the map itself.
 */
function firstCauses(errors: readonly SchemaError[]): readonly SchemaError[] {
  const least = new Map<string, number>();
  for (const { instancePath, keyword } of errors) {
    const rank = Math.min(rankOf(keyword), least.get(instancePath) ?? Infinity);
    least.set(instancePath, rank);
  }
  return errors.filter(({ instancePath, keyword }) => {
    const first = least.get(instancePath) ?? Infinity;
    return rankOf(keyword) === first || (first !== 0 && rankOf(keyword) === within);
  });
}

/** Rank of what is wrong within a map or list. */
const within = 4;

function rankOf(keyword: string): number {
  if (keyword === "type") return 0;
  if (keyword === "enum") return 1;
  if (bounds.some((bound) => bound === keyword)) return 2;
  return keyword === "pattern" || keyword === "format" ? 3 : within;
}

function explain(
  error: SchemaError,
  resource: Resource,
  structure: Structure,
): Violation | undefined {
  const { params } = error;
  const field = fieldAt(resource.root, error.instancePath);
  const place = { resource, field };
  switch (error.keyword) {
    case "additionalProperties":
      return unknownField(
        childOf(field, textOf(params["additionalProperty"])),
        resource,
        structure,
      );
    case "required":
      return missingField(textOf(params["missingProperty"]), place);
    case "type":
      return wrongType(typesIn(params["type"]), place, structure);
    case "enum":
      // Where null has the right type, a default replaces it.
      if (field.isNull) return undefined;
      return { kind: "value-not-allowed", accepted: textsOf(params["allowedValues"]), ...place };
    case "pattern":
    case "format":
      return wrongFormat(params, place);
    case "x-at-most-one":
      return {
        kind: "exclusive-fields",
        fields: textsOf(params["present"]).map((name) => childOf(field, name)),
        ...place,
      };
    case "x-list-keys":
      return repeatedItem(Number(params["index"]), place, structure);
    default:
      return outOfBounds(error, place);
  }
}

interface Place {
  readonly resource: Resource;
  readonly field: Field;
}

function missingField(name: string, place: Place): MissingField | undefined {
  const isPart = place.resource.role === "patch" || isInMetadata(place.field);
  return isPart ? undefined : { kind: "missing-field", name, ...place };
}

/** What metadata requires (of `ownerReferences`) is written by controllers, and quoted in part by test tools. */
function isInMetadata(field: Field): boolean {
  return /^(?:items\[\d+\]\.)?metadata\./.test(field.path);
}

function wrongFormat(params: SchemaError["params"], place: Place): WrongFormat {
  const format = formats.find((known) => known === params["format"]);
  const pattern = params["pattern"];
  return {
    kind: "wrong-format",
    ...(format !== undefined && { format }),
    ...(typeof pattern === "string" && { pattern }),
    ...place,
  };
}

function repeatedItem(index: number, place: Place, structure: Structure): Violation {
  const level = levelOf(place.field, structure, place.resource.root);
  const field = place.field.item(index) ?? place.field;
  const keys = level?.schema["x-list-keys"] ?? [];
  return { kind: "duplicate-item", keys, resource: place.resource, field };
}

function outOfBounds({ keyword, params }: SchemaError, place: Place): OutOfBounds | undefined {
  const bound: Bound | undefined = bounds.find((known) => known === keyword);
  const limit = params["limit"];
  if (bound === undefined || typeof limit !== "number") return undefined;
  const isPart = place.resource.role === "patch" && /^min(?:Items|Properties)$/.test(bound);
  return isPart ? undefined : { kind: "out-of-bounds", bound, limit, ...place };
}

/** A misspelt field is unknown and leaves its right name missing: one mistake. */
function withoutFollowUps(violations: readonly Violation[]): readonly Violation[] {
  const misspelt = violations.filter(isMisspelt);
  if (misspelt.length === 0) return violations;
  return violations.filter(
    (violation) =>
      violation.kind !== "missing-field" ||
      !misspelt.some(
        ({ nearest, field }) =>
          nearest === violation.name && field.parent?.isSame(violation.field) === true,
      ),
  );
}

function isMisspelt(violation: Violation): violation is UnknownField {
  return violation.kind === "unknown-field" && violation.nearest !== undefined;
}

/** The field at a JSON pointer. */
function fieldAt(root: Field, pointer: string): Field {
  const steps = pointer.split("/").slice(1);
  return steps
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(
      (field, step) => (field.isList ? (field.item(Number(step)) ?? field) : childOf(field, step)),
      root,
    );
}

function childOf(field: Field, name: string): Field {
  return field.entries().find((child) => child.step === name) ?? field;
}

/** One type, several in a list, or several in a text. */
function typesIn(type: unknown): readonly string[] {
  return Array.isArray(type) ? textsOf(type) : textOf(type).split(",");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
