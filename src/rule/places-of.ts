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
  const found: Field[] = [];
  collect(from, stepsOf(path), 0, found);
  return found;
}

function collect(from: Field, steps: readonly string[], index: number, found: Field[]): void {
  let here: Field | undefined = from;
  for (let at = index; at < steps.length; at += 1) {
    const step = steps[at] ?? "";
    if (step === "[]" || step === "{}") {
      const children = step === "[]" ? here.items() : here.fields();
      const written = children.filter(({ isNull }) => !isNull);
      for (const child of written) collect(child, steps, at + 1, found);
      return;
    }
    here = here.get(step);
    if (here === undefined) return;
  }
  found.push(here);
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
