import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import { withLazy } from "../../collections/lazy.ts";
import type { HeaderMatch, PathMatch, Route, RouteMatch } from "./route.ts";

export type ApiRouteKind = "HTTPRoute" | "GRPCRoute" | "TLSRoute" | "TCPRoute";

/** An HTTPRoute or GRPCRoute; a TLSRoute or TCPRoute, where any will do. */
export interface GatewayApiRoute<Kind extends ApiRouteKind = "HTTPRoute" | "GRPCRoute"> {
  readonly resource: Resource;
  readonly api: Kind;
  readonly hostnames: readonly Located<string>[];
  readonly parents: readonly Field[];
  readonly viaMesh: boolean;
  readonly viaGateway: boolean;
  readonly rules: readonly Field[];
}

export type AnyApiRoute = GatewayApiRoute<ApiRouteKind>;

export function gatewayApiRouteOf<Kind extends ApiRouteKind>(
  resource: Resource,
  api: Kind,
): GatewayApiRoute<Kind> {
  const { spec } = resource;
  const parents = spec?.get("parentRefs")?.items() ?? [];
  return {
    resource,
    api,
    hostnames: spec?.get("hostnames")?.strings() ?? [],
    parents,
    viaMesh: parents.some(isMeshParent),
    viaGateway: parents.some((parent) => !isMeshParent(parent)),
    rules: spec?.get("rules")?.items() ?? [],
  };
}

/** A route whose parent is a Service applies to sidecars and waypoints. */
function isMeshParent(parent: Field): boolean {
  return /^(Service|ServiceEntry)$/.test(parent.get("kind")?.text ?? "Gateway");
}

export function gatewayApiMatch(api: Route["api"], field: Field): RouteMatch {
  return match({ api, field });
}

interface WrittenMatch extends Pick<RouteMatch, "field"> {
  readonly api: Route["api"];
}

const match = withLazy<WrittenMatch, Omit<RouteMatch, "field">>({
  path: ({ api, field }) =>
    api === "GRPCRoute" ? grpcPathOf(field.get("method")) : httpPathOf(field.get("path")),
  headers: ({ field }) => (field.get("headers")?.items() ?? []).flatMap(headerMatch),
  conditions: ({ api, field }) =>
    field.fields().filter(({ step }) => step !== (api === "GRPCRoute" ? "method" : "path")),
});

const httpPathKinds: ReadonlyMap<string, PathMatch["kind"]> = new Map([
  ["Exact", "exact"],
  ["PathPrefix", "path-prefix"],
  ["RegularExpression", "regex"],
]);

function httpPathOf(path: Field | undefined): PathMatch | undefined {
  const kind = httpPathKinds.get(path?.get("type")?.text ?? "PathPrefix");
  const field = path?.get("value");
  const text = field?.string();
  return kind && field && text ? { kind, value: text.value, span: text.span, field } : undefined;
}

/** As Istio translates it: `/service/method` exactly, or everything below `/service/`. */
function grpcPathOf(method: Field | undefined): PathMatch | undefined {
  if (method === undefined) return undefined;
  const service = method.get("service")?.text;
  const name = method.get("method")?.text;
  const at = {
    span: (method.get("service") ?? method.get("method") ?? method).span,
    field: method,
  };
  if (method.get("type")?.text === "RegularExpression") {
    return { kind: "regex", value: `/${service ?? "[^/]+"}/${name ?? ".+"}`, ...at };
  }
  if (service === undefined) {
    return name === undefined ? undefined : { kind: "regex", value: `/[^/]+/${name}`, ...at };
  }
  return name === undefined
    ? { kind: "prefix", value: `/${service}/`, ...at }
    : { kind: "exact", value: `/${service}/${name}`, ...at };
}

function headerMatch(field: Field): readonly HeaderMatch[] {
  const name = field.get("name")?.string();
  const kind = field.get("type")?.text === "RegularExpression" ? "regex" : "exact";
  return name ? [{ name, field, value: field.get("value")?.string(), kind }] : [];
}
