import type { Resource } from "../manifest/resource.ts";
import type { ScalarValue } from "../yaml/node.ts";
import {
  countAt,
  entryAt,
  entryValue,
  isNullAt,
  isWrittenText,
  itemAt,
  keysAt,
  kindAt,
  kinds,
  valueAt,
  type Tree,
} from "../yaml/tree.ts";
import { bounds, type JsonType, type Schema } from "./schema.ts";
import type { Structure } from "./structure.ts";

/**
 * Whether a resource is surely in order: nearly all are, and a look at what is written is quicker than the compiled
 * validator, which has code for all that could be, and gives the errors. `false` if it is not sure.
 */
export function isSound(resource: Resource, structure: Structure): boolean {
  const { root, role } = resource;
  if (role === "patch") return false;
  const { schema, shared } = structure;
  return holds(levelOf({ schema, file: schema }, shared), root.tree, root.record);
}

/** A part of a structure, made ready once for all resources; what is below it when first written. */
interface Level {
  readonly schema: Schema;
  readonly file: Schema;
  readonly shared: Structure["shared"];
  /** The types it accepts; 0 for any. */
  readonly types: number;
  /** It has a constraint that is left to the validator. */
  readonly isUnsure: boolean;
  /** Nothing but the type matters. */
  readonly isFree: boolean;
  readonly pattern: RegExp | undefined;
  /** By their keys: most maps share their list of keys with many others. */
  readonly maps: WeakMap<readonly string[], MapLevel>;
  items: Level | undefined;
}

/** The constraints of a level for maps with certain keys. */
interface MapLevel {
  /** The level of each, in their order. */
  readonly below: readonly (Level | "closed")[];
  /** Whether they go together where none of them is dropped. */
  readonly goTogether: boolean;
}

const levels = new WeakMap<Schema, Level>();

const typeBits: Readonly<Record<JsonType, number>> = {
  null: 1,
  boolean: 2,
  integer: 4,
  number: 8,
  string: 16,
  array: 32,
  object: 64,
};

/** Constraints that only depend on the type of the value. */
const free = new Set([
  "type",
  "$defs",
  "x-since",
  "x-until",
  "x-experimental",
  "x-enum-since",
  "x-enum-experimental",
  "x-versions",
]);
const understood = new Set([
  ...free,
  ...bounds,
  "additionalProperties",
  "enum",
  "format",
  "items",
  "pattern",
  "properties",
  "required",
  "x-at-most-one",
  "x-list-keys",
]);

function levelOf(place: Pick<Level, "schema" | "file">, shared: Structure["shared"]): Level {
  const known = levels.get(place.schema);
  if (known) return known;
  const level = place.schema.$ref ? levelOf(followed(place, shared), shared) : made(place, shared);
  levels.set(place.schema, level);
  return level;
}

function made(
  { schema, file }: Pick<Level, "schema" | "file">,
  shared: Structure["shared"],
): Level {
  const { type = [], pattern } = schema;
  const keywords = Object.keys(schema);
  return {
    schema,
    file,
    shared,
    types: [type].flat().reduce((bits, name) => bits | typeBits[name], 0),
    isUnsure: !keywords.every((keyword) => understood.has(keyword)),
    isFree: keywords.every((keyword) => free.has(keyword)),
    pattern: pattern === undefined ? undefined : new RegExp(pattern, "u"),
    maps: new WeakMap(),
    items: undefined,
  };
}

/** `#/$defs/Name`, optionally after the path of a shared file. */
function followed(
  { schema, file }: Pick<Level, "schema" | "file">,
  shared: Structure["shared"],
): Pick<Level, "schema" | "file"> {
  const [path = "", name = ""] = (schema.$ref ?? "").split("#/$defs/");
  const target = path === "" ? file : shared(path);
  return { schema: target.$defs?.[name] ?? missing, file: target };
}

/** Never sure about a definition that is missing. */
const missing: Schema = { if: {} };

function mapLevelOf(level: Level, keys: readonly string[]): MapLevel {
  const known = level.maps.get(keys);
  if (known !== undefined) return known;
  const mapLevel = {
    below: keys.map((key) => levelUnder(level, key)),
    goTogether: areTogether(level.schema, (key) => keys.includes(key), keys.length),
  };
  level.maps.set(keys, mapLevel);
  return mapLevel;
}

function levelUnder({ schema, file, shared }: Level, key: string): Level | "closed" {
  const { properties = {}, additionalProperties = {} } = schema;
  const found = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
  return found === false ? "closed" : levelOf({ schema: found ?? missing, file }, shared);
}

function holds(level: Level, tree: Tree, at: number): boolean {
  const type = typeAt(tree, at);
  if (level.types !== 0 && (level.types & type) === 0) return false;
  if (level.isFree) return true;
  const { schema, isUnsure } = level;
  if (isUnsure) return false;
  if (type === typeBits.object) return schema.enum === undefined && holdsMap(level, tree, at);
  if (type === typeBits.array) return schema.enum === undefined && holdsList(level, tree, at);
  return holdsScalar(level, valueAt(tree, at));
}

function typeAt(tree: Tree, at: number): number {
  const kind = kindAt(tree, at);
  if (kind === kinds.map) return typeBits.object;
  if (kind === kinds.list) return typeBits.array;
  if (isWrittenText(tree, at)) return typeBits.string;
  const value = valueAt(tree, at);
  if (value === null) return typeBits.null;
  if (typeof value === "string") return typeBits.string;
  if (typeof value === "boolean") return typeBits.boolean;
  return Number.isInteger(value) ? typeBits.integer | typeBits.number : typeBits.number;
}

function holdsMap(level: Level, tree: Tree, at: number): boolean {
  const keys = keysAt(tree, at);
  const { below, goTogether } = mapLevelOf(level, keys);
  const dropped: string[] = [];
  for (let index = 0; index < keys.length; index += 1) {
    const value = entryValue(tree, entryAt(at, index));
    const next = below[index] ?? "closed";
    if (next === "closed") return false;
    if (isNullAt(tree, value) && !acceptsNull(next)) {
      dropped.push(keys[index] ?? "");
      continue;
    }
    if (!holds(next, tree, value)) return false;
  }
  if (dropped.length === 0) return goTogether;
  const left = keys.filter((key) => !dropped.includes(key));
  return areTogether(level.schema, (key) => left.includes(key), left.length);
}

/** What does not accept null under a key is as if absent where it is null. */
function acceptsNull({ types }: Level): boolean {
  return types === 0 || (types & typeBits.null) !== 0;
}

/** Whether a map has an allowed combination and number of keys. */
function areTogether(
  { required = [], minProperties, maxProperties, "x-at-most-one": groups = [] }: Schema,
  isThere: (key: string) => boolean,
  count: number,
): boolean {
  return (
    required.every(isThere) &&
    groups.every((names) => names.filter(isThere).length < 2) &&
    isWithin(minProperties, maxProperties, count)
  );
}

function holdsList(level: Level, tree: Tree, at: number): boolean {
  const { schema, file, shared } = level;
  const count = countAt(tree, at);
  if (!isWithin(schema.minItems, schema.maxItems, count)) return false;
  if (schema.items !== undefined) {
    level.items ??= levelOf({ schema: schema.items, file }, shared);
    for (let index = 0; index < count; index += 1) {
      if (!holds(level.items, tree, itemAt(tree, at, index))) return false;
    }
  }
  const keys = schema["x-list-keys"];
  return keys === undefined || count < 2 || areDistinct(tree, at, keys);
}

/** Whether the items of a list differ in some of the keys, or as a whole where there are none. */
function areDistinct(tree: Tree, at: number, keys: readonly string[]): boolean {
  const seen = new Set<string>();
  const count = countAt(tree, at);
  for (let index = 0; index < count; index += 1) {
    const item = itemAt(tree, at, index);
    const isMap = kindAt(tree, item) === kinds.map;
    if (keys.length > 0 && !isMap) continue;
    const values = keys.length > 0 ? keys.map((key) => recordUnder(tree, item, key)) : [item];
    if (values.some((it) => it !== undefined && kindAt(tree, it) !== kinds.scalar)) return false;
    seen.add(JSON.stringify(values.map((it) => (it === undefined ? null : valueAt(tree, it)))));
    if (seen.size <= index) return false;
  }
  return true;
}

function recordUnder(tree: Tree, at: number, key: string): number | undefined {
  const index = keysAt(tree, at).indexOf(key);
  return index < 0 ? undefined : entryValue(tree, entryAt(at, index));
}

function holdsScalar({ schema, pattern }: Level, value: ScalarValue): boolean {
  if (schema.enum !== undefined && (value === null || !schema.enum.includes(value))) return false;
  if (typeof value === "number") {
    return isWithin(schema.minimum, schema.maximum, value) && isInFormat(schema, value);
  }
  if (typeof value !== "string") return true;
  const { minLength, maxLength } = schema;
  const isMeasured = minLength !== undefined || maxLength !== undefined;
  return (
    (!isMeasured || isWithin(minLength, maxLength, charactersIn(value))) &&
    (pattern === undefined || pattern.test(value)) &&
    isInFormat(schema, value)
  );
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The formats that many resources have; the others are left to the validator. */
function isInFormat({ format }: Schema, value: string | number): boolean {
  if (format === undefined) return true;
  if (format === "byte") return typeof value === "string" && base64.test(value);
  if (typeof value !== "number") return false;
  const most = format === "int32" ? 2 ** 31 : 2 ** 63;
  return value >= -most && value < most;
}

/** JSON Schema counts characters, not UTF-16 units. */
function charactersIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) at += 1;
    count += 1;
  }
  return count;
}

function isWithin(least: number | undefined, most: number | undefined, value: number): boolean {
  return (least === undefined || least <= value) && (most === undefined || value <= most);
}
