import type { Resource } from "../../manifest/resource.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { groupBy } from "../../collections/group-by.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import { nearest } from "../world/nearest.ts";
import { togetherWith } from "../world/together.ts";

/** What a reference says of the object that it means. */
export interface ObjectName {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** Whole objects by kind, such as `networking.istio.io/Sidecar` or `/Secret`. */
export interface ObjectLookups {
  ofType(type: string): readonly Resource[];
  /** Those of a name, whatever their namespace. */
  named(type: string, name: string): readonly Resource[];
  /** Those that a name written in `from` means: of its namespace, which either may leave open, the nearest. */
  meantBy(from: Resource, type: string, reference: ObjectName): readonly Resource[];
  /** The Namespace that a resource is in; `undefined` where the inputs hold none, or rivals. */
  namespaceOf(resource: Resource): Resource | undefined;
  /** Those that surely belong to one deployment with `from`. */
  together(type: string, from: Resource): readonly Resource[];
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
  const around = onceFor((type: string) => togetherWith(ofType(type)));
  const meantBy: ObjectLookups["meantBy"] = (from, type, { name, namespace }) => {
    const found = named(type, name).filter((it) => namespacesAgree(it.namespace, namespace));
    return nearest(from, found, (it) => it);
  };
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
    together: (type, from) => around(type)(from),
    inNamespace: (type, namespace) => byNamespace(type).get(namespace) ?? [],
  };
}
