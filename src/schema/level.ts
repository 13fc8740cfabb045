import type { Field } from "../yaml/field.ts";
import type { Schema } from "./schema.ts";
import type { Structure } from "./structure.ts";

/** A part of a structure, references followed, with the file that its own references point into. */
export interface Level {
  readonly schema: Schema;
  readonly file: Schema;
}

export function rootLevel({ schema }: Structure): Level {
  return { schema, file: schema };
}

/** The level below `level` at a key or index; `undefined` if the structure does not define it. */
export function levelBelow(
  { schema, file }: Level,
  step: string | number,
  structure: Structure,
): Level | undefined {
  const inner =
    typeof step === "number"
      ? schema.items
      : (ownProperty(schema.properties, step) ?? (schema.additionalProperties || undefined));
  return inner && followed({ schema: inner, file }, structure);
}

/** The level of a written field. */
export function levelOf(field: Field, structure: Structure, root: Field): Level | undefined {
  if (field.parent === undefined || field.step === undefined || field.isSame(root)) {
    return rootLevel(structure);
  }
  const above = levelOf(field.parent, structure, root);
  return above && levelBelow(above, field.step, structure);
}

/** The names a level has, in the order of the alphabet; none for free objects and maps. */
export function namesAt(level: Level | undefined): readonly string[] {
  return Object.keys(level?.schema.properties ?? {});
}

function followed({ schema, file }: Level, structure: Structure): Level {
  if (schema.$ref === undefined) return { schema, file };
  const [path = "", name = ""] = schema.$ref.split("#/$defs/");
  const target = path === "" ? file : structure.shared(path);
  const { $ref: _followed, ...marks } = schema;
  return { schema: { ...ownProperty(target.$defs, name), ...marks }, file: target };
}

function ownProperty(
  properties: Readonly<Record<string, Schema>> | undefined,
  name: string,
): Schema | undefined {
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}
