import type { Field } from "../../yaml/field.ts";
import { isScalarType, scalarFault } from "./proto-scalars.ts";
import { jsonName, type ProtoField, type ProtoMessage, type ProtoTypes } from "./proto-types.ts";

/** A location where a value does not match its type. */
export interface ProtoBreach {
  /** `missing`: a field that has to be set, or one of several. */
  readonly kind: "type" | "unknown" | "removed" | "missing";
  /** The value; of what is missing the map that lacks it. */
  readonly field: Field;
  /** The message that it is in. */
  readonly message: string;
  /** What is wanted, in words, for `type`. */
  readonly wanted: string;
  /** Names that the message has, or those of which one is missing. */
  readonly names: readonly string[];
  /** Of an unknown field the message around that has one of its name. */
  readonly around: string | undefined;
}

interface Walk {
  readonly types: ProtoTypes;
  readonly found: ProtoBreach[];
  /** The value is all there is: nothing is merged with it. */
  readonly isWhole: boolean;
  /** The messages around, the innermost first. */
  readonly around: readonly ProtoMessage[];
}

/** What a map breaks of a message; `isWhole` unless it is merged into another one. */
export function protoBreaches(
  field: Field,
  type: string,
  { types, isWhole }: { readonly types: ProtoTypes; readonly isWhole: boolean },
): readonly ProtoBreach[] {
  const found: ProtoBreach[] = [];
  checkMessage(field, type, { types, found, isWhole, around: [] });
  return found;
}

function checkMessage(field: Field, type: string, walk: Walk): void {
  if (type === "google.protobuf.Any") {
    checkAny(field, walk);
    return;
  }
  const message = walk.types.message(type);
  if (message === undefined) return;
  if (!field.isMap) {
    walk.found.push({ ...breach("type", field, message), wanted: "a map" });
    return;
  }
  const inside = { ...walk, around: [message, ...walk.around] };
  for (const each of field.fields()) {
    const known = message.fields.get(String(each.step));
    if (known) checkField(each, known, message, inside);
    else if (!/^[@[]/.test(String(each.step)))
      walk.found.push(unknownIn(each, message, walk.around));
  }
  // Of a value with unknown fields nobody knows what they are meant to be.
  const isKnown = field.keys.every((key) => /^[@[]/.test(key) || message.fields.has(key));
  if (walk.isWhole && isKnown) checkMissing(field, message, walk);
}

/** A value that declares its own type. */
function checkAny(field: Field, walk: Walk): void {
  const type = field.get("@type")?.text ?? "";
  checkMessage(field, type.slice(type.lastIndexOf("/") + 1), walk);
}

function unknownIn(
  field: Field,
  message: ProtoMessage,
  around: readonly ProtoMessage[],
): ProtoBreach {
  const isRemoved = message.removed.some((name) =>
    [name, jsonName(name)].includes(field.key.value),
  );
  const owner = around.find(({ fields }) => fields.has(field.key.value));
  return { ...breach(isRemoved ? "removed" : "unknown", field, message), around: owner?.name };
}

function checkField(field: Field, known: ProtoField, message: ProtoMessage, walk: Walk): void {
  if (known.shape === "one") {
    checkOne(field, known, message, walk);
    return;
  }
  const isRight = known.shape === "list" ? field.isList : field.isMap;
  if (!isRight) {
    const wanted = known.shape === "list" ? "a list" : "a map";
    walk.found.push({ ...breach("type", field, message), wanted });
    return;
  }
  const inside = known.shape === "list" ? field.items() : field.fields();
  // Items are added, and entries of maps replaced, as they are.
  for (const each of inside) checkOne(each, known, message, { ...walk, isWhole: true });
}

function checkOne(field: Field, { type }: ProtoField, message: ProtoMessage, walk: Walk): void {
  if (field.isNull) return;
  const values = walk.types.values(type);
  if (values) {
    const isKnown =
      field.text === undefined ? field.number() !== undefined : values.includes(field.text);
    if (!isKnown)
      walk.found.push({
        ...breach("type", field, message),
        wanted: "one of the enum values",
        names: values,
      });
  } else if (isScalarType(type)) {
    const wanted = scalarFault(field, type);
    if (wanted !== undefined) walk.found.push({ ...breach("type", field, message), wanted });
  } else checkMessage(field, type, walk);
}

function checkMissing(field: Field, message: ProtoMessage, { found }: Walk): void {
  const isSet = (name: string): boolean =>
    field.get(name) !== undefined || field.get(jsonName(name)) !== undefined;
  const needed = [...new Set(message.fields.values())].flatMap(({ name, required }) =>
    required ? [[name]] : [],
  );
  for (const names of [...needed, ...message.oneOf]) {
    if (!names.some(isSet)) found.push({ ...breach("missing", field, message), names });
  }
}

function breach(
  kind: ProtoBreach["kind"],
  field: Field,
  { name, fields }: ProtoMessage,
): ProtoBreach {
  return { kind, field, message: name, wanted: "", names: [...fields.keys()], around: undefined };
}
