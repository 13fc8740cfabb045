import type { Resource } from "../../manifest/resource.ts";
import { nearNames } from "../../text/near-names.ts";
import { isNameToFill } from "../objects/placeholder.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { groupBy } from "../../collections/group-by.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import { nearest } from "../world/nearest.ts";

/** The facts of a reference about its object. */
export interface ObjectName {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** Whole objects by kind, such as `networking.istio.io/Sidecar` or `/Secret`. */
export interface ObjectLookups {
  ofType(type: string): readonly Resource[];
  /** Objects by name, in any namespace. */
  named(type: string, name: string): readonly Resource[];
  /** Those that a name written in `from` means: of its namespace, which either may leave open, the nearest. */
  meantBy(from: Resource, type: string, reference: ObjectName): readonly Resource[];
  /** The Namespace that a resource is in; `undefined` where the inputs hold none, or rivals. */
  namespaceOf(resource: Resource): Resource | undefined;
  /** Those whose name resembles a name. */
  nearlyNamed(type: string, name: string): readonly Resource[];
  /** Those whose name is filled in later. */
  namesToFill(type: string): readonly Resource[];
  /** Those whose namespace is written alike. */
  inNamespace(type: string, namespace: string | undefined): readonly Resource[];
}

export function objectLookupsOf(resources: readonly Resource[]): ObjectLookups {
  const types = lazy(() =>
    groupBy(
      resources.filter(({ role }) => role === "resource"),
      ({ type }) => type,
    ),
  );
  const ofType = (type: string): readonly Resource[] => types().get(type) ?? [];
  const byName = onceFor((type: string) => groupBy(ofType(type), ({ name }) => name));
  const named = (type: string, name: string): readonly Resource[] => byName(type).get(name) ?? [];
  const byNamespace = onceFor((type: string) =>
    groupBy(ofType(type), ({ namespace }) => namespace),
  );
  const near = onceFor((type: string) => onceFor(nearNames(byName(type).keys())));
  const toFill = onceFor((type: string) => ofType(type).filter(({ name }) => isNameToFill(name)));
  const nameIn = onceFor((type: string) =>
    onceFor((name: string) =>
      onceFor((namespace: string | undefined) =>
        named(type, name).filter((it) => namespacesAgree(it.namespace, namespace)),
      ),
    ),
  );
  const meantBy: ObjectLookups["meantBy"] = (from, type, { name, namespace }) =>
    nearest(from, nameIn(type)(name)(namespace), (it) => it);
  return {
    ofType,
    named,
    meantBy,
    namespaceOf(resource) {
      const { namespace: name } = resource;
      if (name === undefined) return undefined;
      const [found, ...rivals] = meantBy(resource, "/Namespace", { name, namespace: undefined });
      return rivals.length === 0 ? found : undefined;
    },
    nearlyNamed: (type, name) => near(type)(name).flatMap((it) => named(type, it)),
    namesToFill: toFill,
    inNamespace: (type, namespace) => byNamespace(type).get(namespace) ?? [],
  };
}
