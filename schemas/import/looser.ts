import { bounds, type Schema } from "../../src/schema/schema.ts";

/** The required fields and bounds of a structure that another version of the kind does not have, as `path keyword`. */
export function looserThan(newest: Schema, version: Schema, path = ""): readonly string[] {
  const missing = (newest.required ?? [])
    .filter((name) => version.required?.includes(name) !== true)
    .map((name) => `${path} required ${name}`);
  const wider = bounds
    .filter((bound) => isWider(bound, newest[bound], version[bound]))
    .map((bound) => `${path} ${bound}`);
  const fields = Object.entries(newest.properties ?? {}).flatMap(([name, field]) => {
    const other = version.properties?.[name];
    return other ? looserThan(field, other, path === "" ? name : `${path}.${name}`) : [];
  });
  const items =
    newest.items && version.items ? looserThan(newest.items, version.items, `${path}[]`) : [];
  return [...missing, ...wider, ...fields, ...items];
}

function isWider(bound: string, newest: number | undefined, version: number | undefined): boolean {
  if (newest === undefined) return false;
  if (version === undefined) return true;
  return bound.startsWith("max") ? version > newest : version < newest;
}
