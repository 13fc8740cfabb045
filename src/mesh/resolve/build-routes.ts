import type { Field } from "../../yaml/field.ts";
import { apiRetriesOf, apiTimeoutOf } from "../objects/api-retries.ts";
import { settingOf, type Delegates, type Delegation } from "./delegates.ts";
import { backendOf, destinationOf } from "./destination.ts";
import { durationAt } from "../objects/duration.ts";
import { pathEvidence } from "../objects/path-evidence.ts";
import { grpcRetryConditions, type GrpcEvidence, type EvidenceFor } from "../objects/evidence.ts";
import { gatewayApiMatch, type AnyApiRoute } from "../objects/gateway-api.ts";
import { gatewayServerEvidence, type GatewaysOf } from "./gateway-evidence.ts";
import { isPlainHttpPath } from "../objects/grpc-path.ts";
import { headerOperationsOf } from "../objects/header-operations.ts";
import { meantPorts } from "../objects/meant-ports.ts";
import { withLazy } from "../../collections/lazy.ts";
import type { FindPolicy } from "./policy-in-force.ts";
import { isHttp2 } from "../objects/protocol.ts";
import type { FindDestinationRules } from "./destination-rules.ts";
import type { Registry } from "./registry.ts";
import type { Destination, Retries, Route, RouteMatch } from "../objects/route.ts";
import type { HostPort } from "../objects/service.ts";
import { retriesOf, virtualServiceMatch, type VirtualService } from "../objects/virtual-service.ts";

/** The questions that routes need answered about the rest of the mesh. */
export interface RouteSurroundings extends Registry, Delegates {
  readonly clusterDomain: string;
  readonly findDestinationRules: FindDestinationRules;
  readonly policyOf: FindPolicy;
  readonly evidenceFor: EvidenceFor;
  readonly gatewaysOf: GatewaysOf;
  readonly servesHttpToo: (port: HostPort) => boolean;
}

/** What is at hand when a route is found; the rest is read when it is asked for. */
interface WrittenRoute extends Pick<
  Route,
  "resource" | "api" | "protocol" | "field" | "hosts" | "owners" | "viaMesh" | "viaGateway"
> {
  readonly roots: readonly Delegation[];
  readonly around: RouteSurroundings;
}

/** A route, with the surroundings in which it is resolved. */
export type RoutedBy = Route & WrittenRoute;

type Resolved = Omit<Route, keyof WrittenRoute>;

const alike = {
  headerOperations: ({ field, api }: RoutedBy) => headerOperationsOf(field, api),
  evidence: evidenceOf,
  grpcOnly: isGrpcOnly,
};

export function virtualServiceRoutes(
  service: VirtualService,
  around: RouteSurroundings,
): readonly Route[] {
  const about = readersOf(service, around);
  return service.http.map((field) => virtualServiceRoute({ ...about, protocol: "http", field }));
}

/** The entries of `tls` and `tcp`. */
export function virtualServiceConnections(
  service: VirtualService,
  around: RouteSurroundings,
): readonly Route[] {
  const { tls, tcp } = service;
  if (tls.length + tcp.length === 0) return [];
  const about = readersOf(service, around);
  return [
    ...tls.map((field) => virtualServiceConnection({ ...about, protocol: "tls", field })),
    ...tcp.map((field) => virtualServiceConnection({ ...about, protocol: "tcp", field })),
  ];
}

/** What the routes of a VirtualService have in common. */
function readersOf(
  service: VirtualService,
  around: RouteSurroundings,
): Omit<WrittenRoute, "field" | "protocol"> {
  const { resource, hosts } = service;
  const roots = hosts.length === 0 ? around.rootsOf(service) : [];
  const owners = hosts.length === 0 ? roots.map(({ root }) => root) : [service];
  const viaMesh = owners.some((it) => it.viaMesh);
  const viaGateway = owners.some((it) => it.viaGateway);
  return { resource, api: "VirtualService", hosts, owners, roots, viaMesh, viaGateway, around };
}

const virtualServiceRoute = withLazy<WrittenRoute, Resolved>({
  matches: writtenMatches,
  timeout: ({ field, roots }) => durationAt(settingOf(field, onlyRoot(roots), "timeout")),
  retries: ({ field }) => retriesOf(field),
  destinations: writtenDestinations,
  mirrors: (route) => mirrorsOf(route.field).map((mirror) => destinationOf(route, mirror, mirror)),
  ...alike,
});

const ofConnections = {
  timeout: () => undefined,
  retries: () => undefined,
  mirrors: () => [],
  headerOperations: () => [],
  evidence: () => [],
  grpcOnly: () => false,
};

const virtualServiceConnection = withLazy<WrittenRoute, Resolved>({
  matches: writtenMatches,
  destinations: writtenDestinations,
  ...ofConnections,
});

function writtenMatches({ field }: WrittenRoute): readonly RouteMatch[] {
  return (field.get("match")?.items() ?? []).map(virtualServiceMatch);
}

function writtenDestinations(route: RoutedBy): readonly Destination[] {
  return (route.field.get("route")?.items() ?? []).map((entry) =>
    destinationOf(route, entry, entry.get("destination")),
  );
}

/** Where several delegate to a route, each gives it settings of its own. */
function onlyRoot(roots: readonly Delegation[]): Field | undefined {
  return roots.length === 1 ? roots[0]?.field : undefined;
}

function mirrorsOf(field: Field): readonly Field[] {
  const mirror = field.get("mirror");
  const mirrors = field.get("mirrors")?.items() ?? [];
  return [...(mirror ? [mirror] : []), ...mirrors.flatMap((item) => item.get("destination") ?? [])];
}

const none = { owners: [], roots: [] };

const protocols = {
  HTTPRoute: "http",
  GRPCRoute: "http",
  TLSRoute: "tls",
  TCPRoute: "tcp",
} as const;

export function gatewayApiRoutes(
  { resource, api, hostnames: hosts, viaMesh, viaGateway, rules }: AnyApiRoute,
  around: RouteSurroundings,
): readonly Route[] {
  const protocol = protocols[api];
  const routeOf = protocol === "http" ? gatewayApiRoute : gatewayApiConnection;
  return rules.map((field) =>
    routeOf({ ...none, resource, api, protocol, field, hosts, viaMesh, viaGateway, around }),
  );
}

const gatewayApiRoute = withLazy<WrittenRoute, Resolved>({
  matches: ({ api, field }) =>
    (field.get("matches")?.items() ?? []).map((match) => gatewayApiMatch(api, match)),
  timeout: ({ field }) => apiTimeoutOf(field),
  retries: ({ api, field }) => (api === "HTTPRoute" ? apiRetriesOf(field) : undefined),
  destinations: backendsOf,
  mirrors: (route) =>
    (route.field.get("filters")?.items() ?? []).flatMap((filter) => {
      const ref = filter.at("requestMirror", "backendRef");
      return ref ? [backendOf(route, ref)] : [];
    }),
  ...alike,
});

const gatewayApiConnection = withLazy<WrittenRoute, Resolved>({
  matches: () => [],
  destinations: backendsOf,
  ...ofConnections,
});

function backendsOf(route: RoutedBy): readonly Destination[] {
  return (route.field.get("backendRefs")?.items() ?? []).map((ref) => backendOf(route, ref));
}

function retryEvidence(retries: Retries | undefined): readonly GrpcEvidence[] {
  const found = retries?.conditions.find(({ value }) => grpcRetryConditions.has(value.trim()));
  return found
    ? [{ kind: "retry-condition", span: found.span, text: "a gRPC-only condition" }]
    : [];
}

function evidenceOf(route: RoutedBy): readonly GrpcEvidence[] {
  const { around } = route;
  // A server of both says nothing of this route: its own paths and conditions do.
  const isPlain = takesPlainHttp(route);
  const ofPort = (port: HostPort): GrpcEvidence | undefined =>
    around.servesHttpToo(port)
      ? undefined
      : around.evidenceFor(port).find(({ kind }) => kind !== "path" || !isPlain);
  const ofPorts = route.destinations.map((destination) => {
    const found = meantPorts(destination).map(ofPort);
    return found.includes(undefined) ? undefined : found[0];
  });
  const known = ofPorts.filter((it) => it !== undefined);
  const everyPort = known.length > 0 && known.length === ofPorts.length;
  const ofKind: readonly GrpcEvidence[] =
    route.api === "GRPCRoute"
      ? [
          {
            kind: "grpc-route",
            span: (route.resource.root.get("kind") ?? route.field).span,
            text: "routes gRPC",
          },
        ]
      : [];
  return [
    ...ofKind,
    ...(everyPort ? known : []),
    ...pathEvidence(route.matches),
    ...gatewayServerEvidence(route, around.gatewaysOf),
    ...retryEvidence(route.retries),
  ];
}

/** What other routes send to a server by gRPC paths says nothing of one that takes `/api/` alone. */
function takesPlainHttp({ matches }: Route): boolean {
  return (
    matches.length > 0 &&
    matches.every(({ path }) => path && path.kind !== "regex" && isPlainHttpPath(path.value))
  );
}

function isGrpcOnly({ destinations, around }: RoutedBy): boolean {
  return (
    destinations.length > 0 &&
    destinations.every((destination) => {
      const ports = meantPorts(destination);
      return ports.length > 0 && ports.every((port) => servesGrpc(port, around));
    })
  );
}

function servesGrpc(port: HostPort, around: RouteSurroundings): boolean {
  return (
    isHttp2(port.protocol) && around.evidenceFor(port).length > 0 && !around.servesHttpToo(port)
  );
}
