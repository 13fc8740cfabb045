import type { Field } from "../../yaml/field.ts";
import { gatewayApiMatch, type GatewayApiRoute } from "../objects/gateway-api.ts";
import { qualifyHost } from "../objects/hosts.ts";
import type { RouteMatch } from "../objects/route.ts";
import { byAge, namespaceOf } from "../world/age.ts";
import type { ReferenceGrants } from "./reference-grants.ts";

/** One match of one rule of an HTTPRoute or GRPCRoute. */
export interface ApiRoute {
  readonly api: GatewayApiRoute;
  readonly rule: Field;
  /** The place of the rule in its route. */
  readonly index: number;
  /** `undefined`: every request. */
  readonly match: RouteMatch | undefined;
  readonly backends: readonly ApiBackend[];
}

export interface ApiBackend {
  readonly field: Field;
  /** Fully qualified; `undefined` where the reference is of no known kind, or not granted. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly weight: number;
}

/** Where the backends of routes are looked up. */
export interface BackendQuestion {
  readonly clusterDomain: string;
  /** Grants for references into other namespaces; `undefined` for routes of the mesh, which need none. */
  readonly grants: ReferenceGrants | undefined;
}

/**
 * The routes of one host, the most specific first, whichever route they are written in.
 * Source: istio `pilot/pkg/config/kube/gateway/conversion.go` sortHTTPRoutes (1.31).
 */
export function apiRoutesOf(
  routes: readonly GatewayApiRoute[],
  question: BackendQuestion,
): readonly ApiRoute[] {
  return routes
    .toSorted((left, right) => byAge(left.resource, right.resource))
    .flatMap((api) => api.rules.flatMap((rule, index) => routesOfRule(api, rule, index, question)))
    .toSorted(bySpecificity);
}

function routesOfRule(
  api: GatewayApiRoute,
  rule: Field,
  index: number,
  question: BackendQuestion,
): readonly ApiRoute[] {
  const backends = (rule.get("backendRefs")?.items() ?? []).map((field) =>
    backendOf(field, api, question),
  );
  const matches = rule.get("matches")?.items() ?? [];
  if (matches.length === 0) return [{ api, rule, index, match: undefined, backends }];
  return matches.map((field) => ({
    api,
    rule,
    index,
    match: gatewayApiMatch(api.api, field),
    backends,
  }));
}

/** What a `backendRef` means. */
export function backendOf(
  field: Field,
  { resource }: GatewayApiRoute,
  { clusterDomain, grants }: BackendQuestion,
): ApiBackend {
  const text = (key: string): string | undefined => field.get(key)?.text;
  const own = namespaceOf(resource);
  const namespace = text("namespace") ?? own;
  const name = text("name") ?? "";
  const kind = text("kind") ?? "Service";
  const isGranted = namespace === own || grants?.allow(resource, namespace, kind, name) !== false;
  const service = kind === "Service" ? qualifyHost(name, namespace, clusterDomain) : undefined;
  const host = kind === "Hostname" ? name : service;
  return {
    field,
    host: isGranted ? host : undefined,
    port: field.get("port")?.number()?.value,
    weight: field.get("weight")?.number()?.value ?? 1,
  };
}

const pathRanks: ReadonlyMap<string | undefined, number> = new Map([
  ["exact", 3],
  ["prefix", 2],
  ["path-prefix", 2],
  ["regex", 1],
]);

function bySpecificity(left: ApiRoute, right: ApiRoute): number {
  const rank = ({ match }: ApiRoute): number => pathRanks.get(match?.path?.kind) ?? 0;
  const length = ({ match }: ApiRoute): number => match?.path?.value.length ?? 0;
  const count = ({ match }: ApiRoute, key: string): number =>
    match?.field.get(key)?.items().length ?? 0;
  const hasMethod = ({ match, api }: ApiRoute): number =>
    api.api === "HTTPRoute" && match?.field.get("method") ? 1 : 0;
  return (
    rank(right) - rank(left) ||
    length(right) - length(left) ||
    hasMethod(right) - hasMethod(left) ||
    count(right, "headers") - count(left, "headers") ||
    count(right, "queryParams") - count(left, "queryParams")
  );
}
