import type { Field } from "../../yaml/field.ts";

/** What a value of a type has to be, in words; `undefined` where the value is one, or nothing is known of the type. */
export function scalarFault(field: Field, type: string): string | undefined {
  const wanted = wrapped.get(type) ?? type;
  const range = ranges.get(wanted);
  if (range !== undefined) return isInteger(field, range) ? undefined : "an integer";
  switch (wanted) {
    case "bool":
      return field.boolean() ? undefined : "`true` or `false`";
    case "string":
    case "bytes":
      return field.text === undefined ? "a string" : undefined;
    case "float":
    case "double":
      return Number.isFinite(numberIn(field)) ? undefined : "a number";
    case "google.protobuf.Duration":
      return isDuration(field.text) ? undefined : "a duration such as `30s`";
    case "google.protobuf.Struct":
      return field.isMap ? undefined : "a map";
    case "google.protobuf.ListValue":
      return field.isList ? undefined : "a list";
    default:
      return undefined;
  }
}

/** Whether a type holds no fields of its own. */
export function isScalarType(type: string): boolean {
  return (
    !type.includes(".") ||
    wrapped.has(type) ||
    /^google\.protobuf\.(?:Duration|Struct|ListValue)$/.test(type)
  );
}

/** Wrappers contain a value or are absent; in JSON they look like the plain type. */
const wrapped: ReadonlyMap<string, string> = new Map([
  ["google.protobuf.BoolValue", "bool"],
  ["google.protobuf.StringValue", "string"],
  ["google.protobuf.BytesValue", "bytes"],
  ["google.protobuf.FloatValue", "float"],
  ["google.protobuf.DoubleValue", "double"],
  ["google.protobuf.Int32Value", "int32"],
  ["google.protobuf.Int64Value", "int64"],
  ["google.protobuf.UInt32Value", "uint32"],
  ["google.protobuf.UInt64Value", "uint64"],
]);

const signed32: readonly [number, number] = [-(2 ** 31), 2 ** 31 - 1];
const signed64: readonly [number, number] = [-(2 ** 63), 2 ** 63];
const ranges: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["int32", signed32],
  ["sint32", signed32],
  ["sfixed32", signed32],
  ["uint32", [0, 2 ** 32 - 1]],
  ["fixed32", [0, 2 ** 32 - 1]],
  ["int64", signed64],
  ["sint64", signed64],
  ["sfixed64", signed64],
  ["uint64", [0, 2 ** 64]],
  ["fixed64", [0, 2 ** 64]],
]);

/** Numbers in quotes are read as well. */
function numberIn(field: Field): number {
  const { text } = field;
  if (text === undefined) return field.number()?.value ?? Number.NaN;
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function isInteger(field: Field, [least, most]: readonly [number, number]): boolean {
  const value = numberIn(field);
  return Number.isInteger(value) && value >= least && value <= most;
}

/** As Go's `time.ParseDuration` reads it. */
function isDuration(text: string | undefined): boolean {
  return (
    text !== undefined &&
    /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|[u\u00B5\u03BC]s|ms|s|m|h))+)$/.test(text)
  );
}
