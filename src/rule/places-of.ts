import type { Resource } from "../manifest/resource.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { Field } from "../yaml/field.ts";

/**
 * Paths of fields by `group/Kind`, such as `spec.servers[].tls`: `[]` stands for every item of a list, `{}` for
 * every value of a map.
 */
export type Places = Readonly<Record<string, readonly string[]>>;

/**
 * The written fields at the places of a resource's kind; null counts as absent, as after the API server's pruning.
 * None for a patch, which is no whole object.
 */
export function placesOf({ type, role, root }: Resource, places: Places): readonly Field[] {
  const paths = role === "patch" ? undefined : places[type];
  return paths?.flatMap((path) => fieldsAt(root, path)) ?? [];
}

/** The resources that any of the tables has places for: a rule's `among`. */
export function resourcesAt(mesh: Mesh, ...tables: readonly Places[]): readonly Resource[] {
  const types = new Set(tables.flatMap((table) => Object.keys(table)));
  const kinds = new Set([...types].map((type) => type.slice(type.indexOf("/") + 1)));
  return [...kinds].flatMap((kind) =>
    mesh.resourcesOfKind(kind).filter(({ type }) => types.has(type)),
  );
}

/** The written fields at a path below `from`. */
export function fieldsAt(from: Field, path: string): readonly Field[] {
  let found: readonly Field[] = [from];
  for (const step of stepsOf(path)) {
    found = found.flatMap((field) => below(field, step));
    if (found.length === 0) return found;
  }
  return found;
}

/** Paths are few and fixed, and every resource is asked for them. */
const knownSteps = new Map<string, readonly string[]>();

function stepsOf(path: string): readonly string[] {
  const known = knownSteps.get(path);
  if (known) return known;
  const steps = path.replaceAll(/(?=\[\]|\{\})/g, ".").split(".");
  knownSteps.set(path, steps);
  return steps;
}

function below(field: Field, step: string): readonly Field[] {
  if (step === "[]") return field.items().filter(({ isNull }) => !isNull);
  if (step === "{}") return field.fields().filter(({ isNull }) => !isNull);
  const child = field.get(step);
  return child ? [child] : [];
}
