import { httpExtension, type DescriptorRecord } from "./descriptor-record.ts";

interface FieldType {
  readonly name: string;
  readonly kind: "text" | "number" | "numbers" | MessageType;
}

/** The fields of a message by their numbers; others are left out. */
type MessageType = () => ReadonlyMap<number, FieldType>;

function type(fields: Readonly<Record<string, readonly [number, FieldType["kind"]]>>): MessageType {
  const byNumber = new Map(
    Object.entries(fields).map(([name, [number, kind]]) => [number, { name, kind }]),
  );
  return () => byNumber;
}

const named = type({ name: [1, "text"] });
const customPattern = type({ kind: [1, "text"], path: [2, "text"] });
const httpRule: MessageType = () => httpRuleFields;
const httpRuleFields: ReadonlyMap<number, FieldType> = new Map<number, FieldType>([
  [2, { name: "get", kind: "text" }],
  [3, { name: "put", kind: "text" }],
  [4, { name: "post", kind: "text" }],
  [5, { name: "delete", kind: "text" }],
  [6, { name: "patch", kind: "text" }],
  [7, { name: "body", kind: "text" }],
  [8, { name: "custom", kind: customPattern }],
  [11, { name: "additional_bindings", kind: httpRule }],
  [12, { name: "response_body", kind: "text" }],
]);
const messageFields: ReadonlyMap<number, FieldType> = new Map<number, FieldType>([
  [1, { name: "name", kind: "text" }],
  [3, { name: "nested_type", kind: () => messageFields }],
  [4, { name: "enum_type", kind: named }],
  [7, { name: "options", kind: type({ map_entry: [7, "number"] }) }],
]);
const method = type({
  name: [1, "text"],
  input_type: [2, "text"],
  output_type: [3, "text"],
  options: [
    4,
    type({
      deprecated: [33, "number"],
      idempotency_level: [34, "number"],
      [httpExtension]: [72_295_728, httpRule],
    }),
  ],
  client_streaming: [5, "number"],
  server_streaming: [6, "number"],
});
const service = type({
  name: [1, "text"],
  method: [2, method],
  options: [3, type({ deprecated: [33, "number"] })],
});
const location = type({ path: [1, "numbers"], span: [2, "numbers"] });
const file = type({
  name: [1, "text"],
  package: [2, "text"],
  dependency: [3, "text"],
  message_type: [4, () => messageFields],
  enum_type: [5, named],
  service: [6, service],
  source_code_info: [9, type({ location: [1, location] })],
  public_dependency: [10, "numbers"],
  weak_dependency: [11, "numbers"],
  syntax: [12, "text"],
  edition: [14, "number"],
  option_dependency: [15, "text"],
});
const descriptorSet = type({ file: [1, file] });

/** What bytes say, and whether they say it to their end. */
export interface WireReading {
  readonly record: DescriptorRecord;
  readonly whole: boolean;
}

/** A `FileDescriptorSet` in protobuf's binary format; what is cut off is left out. */
export function readWire(bytes: Uint8Array): WireReading {
  return recordOf({ bytes, from: 0, to: bytes.length }, descriptorSet);
}

interface Stretch {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

function recordOf(stretch: Stretch, messageType: MessageType): WireReading {
  const fields = messageType();
  const texts = new Map<string, string[]>();
  const records = new Map<string, { stretch: Stretch; type: MessageType }[]>();
  let at = stretch.from;
  let whole = true;
  while (at < stretch.to) {
    const field = fieldAt(stretch, at);
    if (field === undefined) {
      whole = false;
      break;
    }
    at = field.to;
    if (field.isCut === true) whole = false;
    const known = fields.get(field.number);
    if (known === undefined) continue;
    const inner = { bytes: stretch.bytes, from: field.from, to: field.to };
    if (typeof known.kind === "function") {
      if (field.wireType === 2) push(records, known.name, { stretch: inner, type: known.kind });
    } else for (const text of textsOf(inner, field, known.kind)) push(texts, known.name, text);
  }
  const record: DescriptorRecord = {
    texts: (name) => texts.get(name) ?? [],
    records: (name) => (records.get(name) ?? []).map((it) => recordOf(it.stretch, it.type).record),
  };
  return { record, whole };
}

function push<Item>(lists: Map<string, Item[]>, name: string, item: Item): void {
  const known = lists.get(name);
  if (known) known.push(item);
  else lists.set(name, [item]);
}

interface WireField {
  readonly number: number;
  readonly wireType: number;
  readonly from: number;
  readonly to: number;
  /** Whether the bytes end before it does. */
  readonly isCut?: boolean;
}

/** `undefined` where the bytes are none, or end too early. */
function fieldAt({ bytes, to }: Stretch, start: number): WireField | undefined {
  const tag = varintAt(bytes, start, to);
  if (tag === undefined) return undefined;
  const number = Math.floor(tag.value / 8);
  const wireType = tag.value % 8;
  if (number === 0) return undefined;
  const from = tag.end;
  const fixed = wireType === 1 ? 8 : wireType === 5 ? 4 : undefined;
  if (fixed !== undefined) {
    return from + fixed > to ? undefined : { number, wireType, from, to: from + fixed };
  }
  const varint = wireType === 0 || wireType === 2 ? varintAt(bytes, from, to) : undefined;
  if (varint === undefined) return undefined;
  if (wireType === 0) return { number, wireType, from, to: varint.end };
  const end = varint.end + varint.value;
  if (end > to) return { number, wireType, from: varint.end, to, isCut: true };
  return { number, wireType, from: varint.end, to: end };
}

function textsOf({ bytes, from, to }: Stretch, { wireType }: WireField, kind: string): string[] {
  if (kind === "text") {
    return wireType === 2 ? [new TextDecoder().decode(bytes.subarray(from, to))] : [];
  }
  const numbers: string[] = [];
  let at = from;
  while (at < to) {
    const varint = varintAt(bytes, at, to);
    if (varint === undefined) break;
    numbers.push(String(varint.value));
    at = varint.end;
  }
  return numbers;
}

/** A number in base 128, the lowest digits first. */
function varintAt(
  bytes: Uint8Array,
  start: number,
  to: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let at = start; at < to && at < start + 10; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, end: at + 1 };
    scale *= 128;
  }
  return undefined;
}
