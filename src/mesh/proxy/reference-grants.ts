import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { groupBy } from "../../collections/group-by.ts";
import { namespaceOf } from "../world/age.ts";

/** What ReferenceGrants allow. */
export interface ReferenceGrants {
  /** Whether `from` may refer to a core object of `namespace`. */
  allow(from: Resource, namespace: string, kind: string, name: string): boolean;
}

export function referenceGrants(resources: readonly Resource[]): ReferenceGrants {
  const byNamespace = groupBy(
    resources.filter(({ kind }) => kind === "ReferenceGrant"),
    namespaceOf,
  );
  return {
    allow: (from, namespace, kind, name) =>
      (byNamespace.get(namespace) ?? []).some(
        ({ spec }) =>
          (spec?.get("from")?.items() ?? []).some((entry) => isFrom(entry, from)) &&
          (spec?.get("to")?.items() ?? []).some((entry) => isTo(entry, kind, name)),
      ),
  };
}

function isFrom(entry: Field, from: Resource): boolean {
  const text = (key: string): string | undefined => entry.get(key)?.text;
  return (
    text("group") === from.group &&
    text("kind") === from.kind &&
    text("namespace") === namespaceOf(from)
  );
}

function isTo(entry: Field, kind: string, name: string): boolean {
  const wanted = entry.get("name")?.text;
  return entry.get("kind")?.text === kind && (wanted === undefined || wanted === name);
}
