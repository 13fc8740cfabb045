/** The types of a project's `.proto` files as `npm run schemas:protos` writes them. */
export interface CompactTypes {
  readonly types: Readonly<Record<string, CompactType>>;
}

interface CompactType {
  readonly f?: Readonly<Record<string, string>>;
  readonly v?: readonly string[];
  readonly o?: readonly (readonly string[])[];
  readonly x?: readonly string[];
}

export interface ProtoField {
  /** As in the `.proto` file. */
  readonly name: string;
  /** A scalar, or the full name of a message or enum. */
  readonly type: string;
  readonly shape: "one" | "list" | "map";
  /** A message that has to be set. */
  readonly required: boolean;
}

export interface ProtoMessage {
  readonly name: string;
  /** By both spellings, that of the file and that of JSON. */
  readonly fields: ReadonlyMap<string, ProtoField>;
  /** Groups of fields, of each of which one has to be set. */
  readonly oneOf: readonly (readonly string[])[];
  /** Fields that older versions had. */
  readonly removed: readonly string[];
}

export interface ProtoTypes {
  message(name: string): ProtoMessage | undefined;
  /** The values of an enum. */
  values(name: string): readonly string[] | undefined;
}

/** Nothing is read before a type is asked for. */
export function protoTypesOf(compact: CompactTypes): ProtoTypes {
  const messages = new Map<string, ProtoMessage>();
  const at = (name: string): CompactType | undefined =>
    Object.hasOwn(compact.types, name) ? compact.types[name] : undefined;
  return {
    values: (name) => at(name)?.v,
    message(name) {
      const known = messages.get(name);
      const type = known ? undefined : at(name);
      if (type?.f === undefined) return known;
      const made = messageOf(name, type.f, type);
      messages.set(name, made);
      return made;
    },
  };
}

function messageOf(
  name: string,
  written: Readonly<Record<string, string>>,
  { o = [], x = [] }: CompactType,
): ProtoMessage {
  const fields = new Map<string, ProtoField>();
  for (const [key, spec] of Object.entries(written)) {
    const field = fieldOf(key, spec);
    fields.set(key, field).set(jsonName(key), field);
  }
  return { name, fields, oneOf: o, removed: x };
}

function fieldOf(name: string, spec: string): ProtoField {
  const [, mark, type = "", flags = ""] = /^([*{]?)([^!~]+)([!~]*)$/.exec(spec) ?? [];
  const shape = mark === "*" ? "list" : mark === "{" ? "map" : "one";
  return { name, type, shape, required: flags.includes("!") };
}

/** `connect_timeout` is `connectTimeout` in JSON. */
export function jsonName(name: string): string {
  return name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
