import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { GatewayApiRoute } from "../objects/gateway-api.ts";
import { groupBy } from "../../collections/group-by.ts";
import { hostCovers, qualifyHost } from "../objects/hosts.ts";
import { byAge, namespaceOf } from "../world/age.ts";
import { plain, selectsAll } from "../resolve/pod.ts";

/** A route on a host of the mesh, or of a gateway's listener. */
export interface Attachment {
  readonly route: GatewayApiRoute;
  readonly host: string;
}

/**
 * Routes whose parent is a Service. A route in the Service's namespace is for all its clients, any other for those of its
 * own namespace alone. Source: istio `pilot/pkg/config/kube/gateway/conversion.go` buildMeshAndGatewayRoutes (1.31).
 */
export function meshAttachments(
  routes: readonly GatewayApiRoute[],
  clusterDomain: string,
): ReadonlyMap<string, readonly Attachment[]> {
  const found = routes
    .toSorted((left, right) => byAge(left.resource, right.resource))
    .flatMap((route) => route.parents.flatMap((parent) => meshHost(route, parent, clusterDomain)));
  return groupBy(found, ({ host }) => host);
}

function meshHost(
  route: GatewayApiRoute,
  parent: Field,
  clusterDomain: string,
): readonly Attachment[] {
  const text = (key: string): string | undefined => parent.get(key)?.text;
  if (text("kind") !== "Service") return [];
  const namespace = text("namespace") ?? namespaceOf(route.resource);
  return [{ route, host: qualifyHost(text("name") ?? "", namespace, clusterDomain) }];
}

/** Whether a client uses a route of the mesh, and before the VirtualServices. */
export function meshRoutesFor(
  attachments: readonly Attachment[],
  clientNamespace: string,
  serviceNamespace: string,
): readonly GatewayApiRoute[] {
  const owner = ({ route }: Attachment): string => namespaceOf(route.resource);
  const own = attachments.filter((it) => owner(it) === clientNamespace);
  const producers = attachments.filter((it) => owner(it) === serviceNamespace);
  return (own.length > 0 ? own : producers).map(({ route }) => route);
}

/**
 * Routes on one listener of a Gateway, by host: it must name the Gateway, and be allowed by the listener.
 * Source: Gateway API, `apis/v1/gateway_types.go` Listener, AllowedRoutes (1.3).
 */
export function listenerAttachments(
  gateway: Resource,
  listener: Field,
  routes: readonly GatewayApiRoute[],
  namespaces: ReadonlyMap<string, Resource>,
): ReadonlyMap<string, readonly GatewayApiRoute[]> {
  const own = listener.get("hostname")?.text;
  const found = routes
    .filter(
      (route) =>
        route.parents.some((parent) => namesListener(parent, route, gateway, listener)) &&
        isAllowed(route, gateway, listener, namespaces),
    )
    .flatMap((route) => commonHosts(route, own).map((host) => ({ host, route })));
  const byHost = groupBy(found, ({ host }) => host);
  return new Map(
    Array.from(byHost, ([host, entries]) => [host, entries.map(({ route }) => route)]),
  );
}

function namesListener(
  parent: Field,
  route: GatewayApiRoute,
  gateway: Resource,
  listener: Field,
): boolean {
  const text = (key: string): string | undefined => parent.get(key)?.text;
  const port = parent.get("port")?.number()?.value;
  const section = text("sectionName");
  return (
    (text("kind") ?? "Gateway") === "Gateway" &&
    text("name") === gateway.name &&
    (text("namespace") ?? namespaceOf(route.resource)) === namespaceOf(gateway) &&
    (section === undefined || section === listener.get("name")?.text) &&
    (port === undefined || port === listener.get("port")?.number()?.value)
  );
}

function isAllowed(
  { resource }: GatewayApiRoute,
  gateway: Resource,
  listener: Field,
  namespaces: ReadonlyMap<string, Resource>,
): boolean {
  const protocol = listener.get("protocol")?.text;
  if (protocol !== "HTTP" && protocol !== "HTTPS") return false;
  const allowed = listener.get("allowedRoutes");
  const kinds = (allowed?.get("kinds")?.items() ?? []).map((it) => it.get("kind")?.text);
  if (kinds.length > 0 && !kinds.includes(resource.kind)) return false;
  const from = allowed?.at("namespaces", "from")?.text ?? "Same";
  if (from === "All") return true;
  if (from === "Same") return namespaceOf(resource) === namespaceOf(gateway);
  const selector = allowed?.at("namespaces", "selector", "matchLabels")?.stringMap();
  const labels = namespaces.get(namespaceOf(resource))?.metadata?.get("labels")?.stringMap();
  return from === "Selector" && selectsAll(selector ?? new Map(), plain(labels ?? new Map()));
}

/** The narrower of each pair of a listener's and a route's hostnames. */
function commonHosts({ hostnames }: GatewayApiRoute, own: string | undefined): readonly string[] {
  if (hostnames.length === 0) return [own ?? "*"];
  return hostnames.flatMap(({ value }) => {
    if (own === undefined || hostCovers(own, value)) return [value];
    return hostCovers(value, own) ? [own] : [];
  });
}
