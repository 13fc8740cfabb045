import type { RawField, RawType } from "./parse-messages.ts";

/** What `src/schema/proto-types.ts` reads. */
export interface CompactTypes {
  readonly source: string;
  readonly types: Readonly<Record<string, CompactType>>;
}

interface CompactType {
  /** `name: spec`; of an enum its values. */
  readonly f?: Readonly<Record<string, string>>;
  readonly v?: readonly string[];
  /** Oneofs of which one field has to be set. */
  readonly o?: readonly (readonly string[])[];
  /** Names of fields that older versions had. */
  readonly x?: readonly string[];
}

/**
 * The types that some of them lead to. A field is its type, behind `*` if it is a list and `{` if a map, before `!` if it has
 * to be set (of a oneof only if it is the one) and `~` if servers refuse it unless told otherwise.
 */
export function compact(
  source: string,
  types: readonly RawType[],
  isRoot: (name: string) => boolean,
): CompactTypes {
  const byName = new Map(types.map((type) => [type.name, type]));
  const found = new Map<string, CompactType>();
  const wanted = [...byName.keys()].filter(isRoot);
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const type = byName.get(name);
    if (type === undefined || found.has(name)) continue;
    found.set(name, compactType(type, byName));
    for (const field of type.fields) {
      const to = resolve(field.type, type.name, byName);
      if (to !== undefined) wanted.push(to);
    }
  }
  const sorted = [...found].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return { source, types: Object.fromEntries(sorted) };
}

function compactType(type: RawType, byName: ReadonlyMap<string, RawType>): CompactType {
  if (type.values) return { v: type.values };
  const needed = type.oneofs.flatMap(({ required }, index) =>
    required ? [type.fields.filter(({ oneof }) => oneof === index).map(({ name }) => name)] : [],
  );
  return {
    f: Object.fromEntries(type.fields.map((field) => [field.name, specOf(field, type, byName)])),
    ...(needed.length > 0 && { o: needed }),
    ...(type.removed.length > 0 && { x: type.removed }),
  };
}

function specOf(
  { type, repeated, map, required, disallowed, oneof }: RawField,
  { name }: RawType,
  byName: ReadonlyMap<string, RawType>,
): string {
  const plain = resolve(type, name, byName) ?? type.replace(/^\./, "");
  return `${repeated ? "*" : map ? "{" : ""}${plain}${required && oneof === undefined ? "!" : ""}${disallowed ? "~" : ""}`;
}

/** A type by the names around it, the innermost first. */
function resolve(
  written: string,
  from: string,
  byName: ReadonlyMap<string, RawType>,
): string | undefined {
  if (written.startsWith(".")) return byName.has(written.slice(1)) ? written.slice(1) : undefined;
  const parts = from.split(".");
  for (let length = parts.length; length >= 0; length -= 1) {
    const name = [...parts.slice(0, length), written].join(".");
    if (byName.has(name)) return name;
  }
  return undefined;
}
