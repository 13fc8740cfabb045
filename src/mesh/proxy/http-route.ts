import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { qualifyHost } from "../objects/hosts.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import { namespaceOf } from "../world/age.ts";
import { mergeMatches, plainMatches, type HttpMatch } from "../resolve/delegate-match.ts";
import { settingOf, type Delegation, type RouteSetting } from "../resolve/delegates.ts";

/** Where a route sends requests. */
export interface HttpDestination {
  /** Fully qualified. */
  readonly host: string;
  readonly port: number | undefined;
  readonly subset: string | undefined;
  /** The entry of `route` (or the mirror) it is written in. */
  readonly field: Field;
}

/**
 * One entry of `http` as it is in force: a delegate's entry with what it inherits from the root's. Each setting is the
 * field it was written in.
 */
export interface HttpRoute {
  /** The root VirtualService: the one with hosts. */
  readonly owner: Resource;
  /** The entry of `http` in it. */
  readonly field: Field;
  /** The delegate's entry, and the resource it is in. */
  readonly delegated: { readonly field: Field; readonly resource: Resource } | undefined;
  readonly name: string;
  /** Empty: every request. */
  readonly matches: readonly HttpMatch[];
  /** A setting, with the destinations' names resolved where it is written. */
  get(key: RouteSetting): Field | undefined;
  readonly destinations: readonly HttpDestination[];
  /** With what mirrors lead to. */
  allDestinations(): readonly HttpDestination[];
  destinationAt(field: Field | undefined, entry: Field): HttpDestination | undefined;
}

/** The delegate that a route includes; `undefined` if there is none. */
export type FindDelegate = (delegation: Delegation) => VirtualService | undefined;

/**
 * The routes of a VirtualService in order. A route whose delegate is missing, hidden or at odds with it is left out.
 * Source: istio `pilot/pkg/model/virtualservice.go` MergeHTTPRoutes (1.31).
 */
export function httpRoutesOf(
  service: VirtualService,
  findDelegate: FindDelegate,
  clusterDomain: string,
): readonly HttpRoute[] {
  const owner = service.resource;
  return service.http.flatMap((root) => {
    const delegate = root.get("delegate");
    const name = root.get("name")?.text ?? "";
    const matches = plainMatches(root, namespaceOf(owner));
    if (delegate === undefined) {
      return [
        routeOf({ owner, name, matches, own: root, root: undefined, from: owner }, clusterDomain),
      ];
    }
    const found = findDelegate({ root: service, field: root });
    return (found?.http ?? []).flatMap((own) => {
      const merged = mergeMatches(
        matches,
        plainMatches(own, namespaceOf(found?.resource ?? owner)),
      );
      if (merged === undefined || found === undefined) return [];
      const ownName = own.get("name")?.text ?? "";
      return [
        routeOf(
          {
            owner,
            name: [name, ownName].filter((part) => part !== "").join("-"),
            matches: merged,
            own,
            root,
            from: found.resource,
          },
          clusterDomain,
        ),
      ];
    });
  });
}

interface RouteParts {
  readonly owner: Resource;
  readonly name: string;
  readonly matches: readonly HttpMatch[];
  readonly own: Field;
  /** The root's entry, where `own` is a delegate's. */
  readonly root: Field | undefined;
  /** The resource `own` is in. */
  readonly from: Resource;
}

function routeOf(parts: RouteParts, clusterDomain: string): HttpRoute {
  const { owner, own, root, from, name, matches } = parts;
  const get = (key: RouteSetting): Field | undefined => settingOf(own, root, key);
  // A mirror that a delegate inherits names its host as the root's namespace understands it.
  const resourceOf = (field: Field): Resource => (isBelow(field, own) ? from : owner);
  const destinationAt: HttpRoute["destinationAt"] = (field, entry) => {
    if (field === undefined) return undefined;
    const host = field.get("host")?.text ?? "";
    return {
      host: qualifyHost(host, namespaceOf(resourceOf(field)), clusterDomain),
      port: field.at("port", "number")?.number()?.value,
      subset: field.get("subset")?.text,
      field: entry,
    };
  };
  const destinations = (get("route")?.items() ?? []).flatMap(
    (entry) => destinationAt(entry.get("destination"), entry) ?? [],
  );
  return {
    owner,
    field: root ?? own,
    delegated: root && { field: own, resource: from },
    name,
    matches,
    get,
    destinations,
    destinationAt,
    allDestinations: () => [
      ...destinations,
      ...[destinationAt(get("mirror"), own)].flatMap((it) => it ?? []),
      ...(get("mirrors")?.items() ?? []).flatMap(
        (entry) => destinationAt(entry.get("destination"), entry) ?? [],
      ),
    ],
  };
}

function isBelow(field: Field, ancestor: Field): boolean {
  for (let at: Field | undefined = field; at !== undefined; at = at.parent) {
    if (at.isSame(ancestor)) return true;
  }
  return false;
}
