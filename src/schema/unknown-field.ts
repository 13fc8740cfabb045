import type { Resource } from "../manifest/resource.ts";
import { nearField } from "./near-field.ts";
import type { Field } from "../yaml/field.ts";
import { levelBelow, levelOf, namesAt, type Level } from "./level.ts";
import type { Structure } from "./structure.ts";
import type { OtherLevel, UnknownField } from "./violation.ts";

/** The furthest a field is looked for below its level; further down, names say nothing about intent. */
const deepest = 3;

/** What is known about a field that its level does not have; nothing for directives of a patch or test assertion (`$patch`, `(length(x))`). */
export function unknownField(
  field: Field,
  resource: Resource,
  structure: Structure,
): UnknownField | undefined {
  const name = field.key.value;
  if (resource.role === "patch" && /^[$(]/.test(name)) return undefined;
  const above = field.parent ?? resource.root;
  const level = levelOf(above, structure, resource.root);
  const accepted = namesAt(level);
  const nearest = nearField(name, accepted);
  const elsewhere =
    nearest === undefined
      ? (higherLevel(name, above, { resource, structure }) ??
        lowerLevel(name, above, level, structure))
      : undefined;
  return {
    kind: "unknown-field",
    name,
    accepted,
    resource,
    field,
    ...(nearest !== undefined && { nearest }),
    ...(elsewhere && { elsewhere }),
  };
}

function higherLevel(
  name: string,
  from: Field,
  { resource, structure }: { readonly resource: Resource; readonly structure: Structure },
): OtherLevel | undefined {
  let field = from.isSame(resource.root) ? undefined : from.parent;
  while (field !== undefined) {
    if (namesAt(levelOf(field, structure, resource.root)).includes(name))
      return { field, below: [] };
    field = field.isSame(resource.root) ? undefined : field.parent;
  }
  return undefined;
}

/** The nearest level below that has the name, if there is only one as near. */
function lowerLevel(
  name: string,
  field: Field,
  level: Level | undefined,
  structure: Structure,
): OtherLevel | undefined {
  let open: readonly { readonly level: Level; readonly below: readonly string[] }[] = level
    ? [{ level, below: [] }]
    : [];
  for (let depth = 0; depth < deepest && open.length > 0; depth += 1) {
    open = open.flatMap(({ level: here, below }) =>
      namesAt(here).flatMap((step) => {
        const next = levelBelow(here, step, structure);
        return next ? [{ level: next, below: [...below, step] }] : [];
      }),
    );
    const found = open.filter((candidate) => namesAt(candidate.level).includes(name));
    const [only, ...others] = found;
    if (only) return others.length === 0 ? { field, below: only.below } : undefined;
  }
  return undefined;
}
