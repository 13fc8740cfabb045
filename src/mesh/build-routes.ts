import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";
import type { Located } from "../yaml/source.ts";
import { durationAt } from "./duration.ts";
import { grpcRetryConditions, type GrpcEvidence } from "./evidence.ts";
import { gatewayApiMatch, type GatewayApiRoute } from "./gateway-api.ts";
import { isPlainHttpPath, parseGrpcPath } from "./grpc-path.ts";
import { qualifyHost } from "./hosts.ts";
import { lazy } from "./lazy.ts";
import { isHttp2 } from "./protocol.ts";
import type { FindDestinationRules, FindService } from "./registry.ts";
import type { Destination, Retries, Route, RouteMatch } from "./route.ts";
import type { ServicePort } from "./service.ts";
import { effectivePolicy } from "./traffic-policy.ts";
import { retriesOf, virtualServiceMatch, type VirtualService } from "./virtual-service.ts";

/** The questions that routes need answered about the rest of the mesh. */
export interface RouteSurroundings {
  readonly clusterDomain: string;
  readonly findService: FindService;
  readonly findDestinationRules: FindDestinationRules;
  readonly evidenceFor: (port: ServicePort) => readonly GrpcEvidence[];
  readonly servesHttpToo: (port: ServicePort) => boolean;
}

type RouteParts = Omit<Route, "destinations" | "mirrors" | "evidence" | "grpcOnly"> & {
  readonly to: readonly WrittenDestination[];
  readonly mirrored: readonly WrittenDestination[];
};

interface WrittenDestination {
  readonly field: Field;
  readonly host: Located<string> | undefined;
  /** The host to look up: a backend of another namespace is written without it. */
  readonly lookup: string | undefined;
  readonly portNumber: Located<number> | undefined;
  readonly subsetName: Located<string> | undefined;
  readonly weight: Located<number> | undefined;
}

export function virtualServiceRoutes(
  service: VirtualService,
  around: RouteSurroundings,
): readonly Route[] {
  const { resource, hosts, viaMesh, viaGateway } = service;
  return service.http.map((field) => {
    const mirror = field.get("mirror");
    const mirrors = (field.get("mirrors")?.items() ?? []).flatMap(
      (item) => item.get("destination") ?? [],
    );
    return routeOf(
      {
        resource,
        api: "VirtualService",
        field,
        hosts,
        viaMesh,
        viaGateway,
        matches: (field.get("match")?.items() ?? []).map(virtualServiceMatch),
        timeout: durationAt(field.get("timeout")),
        retries: retriesOf(field),
        to: (field.get("route")?.items() ?? []).map((entry) =>
          written(entry, entry.get("destination")),
        ),
        mirrored: [...(mirror ? [mirror] : []), ...mirrors].map((at) => written(at, at)),
      },
      around,
    );
  });
}

function written(entry: Field, destination: Field | undefined): WrittenDestination {
  const host = destination?.get("host")?.string();
  return {
    field: entry,
    host,
    lookup: host?.value,
    portNumber: destination?.at("port", "number")?.number(),
    subsetName: destination?.get("subset")?.string(),
    weight: entry.get("weight")?.number(),
  };
}

export function gatewayApiRoutes(
  owner: GatewayApiRoute,
  around: RouteSurroundings,
): readonly Route[] {
  const { resource, api, hostnames: hosts, viaMesh, viaGateway } = owner;
  const backend = (ref: Field): WrittenDestination =>
    writtenBackend(ref, resource, around.clusterDomain);
  return owner.rules.map((field) =>
    routeOf(
      {
        resource,
        api,
        field,
        hosts,
        viaMesh,
        viaGateway,
        matches: (field.get("matches")?.items() ?? []).map((match) => gatewayApiMatch(api, match)),
        timeout: durationAt(field.at("timeouts", "request")),
        retries: undefined,
        to: (field.get("backendRefs")?.items() ?? []).map(backend),
        mirrored: (field.get("filters")?.items() ?? []).flatMap((filter) => {
          const ref = filter.at("requestMirror", "backendRef");
          return ref ? [backend(ref)] : [];
        }),
      },
      around,
    ),
  );
}

/** A `backendRef`. Backends of other kinds than Service have no host here. */
function writtenBackend(ref: Field, owner: Resource, clusterDomain: string): WrittenDestination {
  const name = ref.get("name")?.string();
  const isService = (ref.get("kind")?.string()?.value ?? "Service") === "Service";
  const host = isService && name?.value.includes(".") === false ? name : undefined;
  const namespace = ref.get("namespace")?.string()?.value ?? owner.namespace;
  return {
    field: ref,
    host,
    lookup:
      host && namespace !== undefined
        ? qualifyHost(host.value, namespace, clusterDomain)
        : host?.value,
    portNumber: ref.get("port")?.number(),
    subsetName: undefined,
    weight: ref.get("weight")?.number(),
  };
}

function routeOf({ to, mirrored, ...parts }: RouteParts, around: RouteSurroundings): Route {
  const resolve = (entries: readonly WrittenDestination[]): readonly Destination[] =>
    entries.map((entry) => destinationOf(route, entry, around));
  const destinations = lazy(() => resolve(to));
  const mirrors = lazy(() => resolve(mirrored));
  const evidence = lazy(() => evidenceOf(route, around));
  const grpcOnly = lazy(() => isGrpcOnly(route, around));
  const route: Route = {
    ...parts,
    get destinations() {
      return destinations();
    },
    get mirrors() {
      return mirrors();
    },
    get evidence() {
      return evidence();
    },
    get grpcOnly() {
      return grpcOnly();
    },
  };
  return route;
}

function destinationOf(
  route: Route,
  entry: WrittenDestination,
  around: RouteSurroundings,
): Destination {
  const host = entry.lookup;
  const service = host === undefined ? undefined : around.findService(host, route.resource);
  const port =
    entry.portNumber === undefined
      ? onlyPort(service?.ports)
      : service?.ports.find(({ number }) => number?.value === entry.portNumber?.value);
  const rules = host === undefined ? [] : around.findDestinationRules(host, route.resource);
  const subset = rules
    .flatMap((rule) => rule.subsets)
    .find(({ name }) => name !== undefined && name.value === entry.subsetName?.value);
  const inForce =
    rules.find((rule) => subset !== undefined && rule.subsets.includes(subset)) ?? rules[0];
  return {
    ...entry,
    route,
    service,
    port,
    rules,
    subset,
    policy:
      inForce &&
      effectivePolicy(
        inForce,
        entry.subsetName?.value,
        entry.portNumber?.value ?? port?.number?.value,
      ),
  };
}

function onlyPort(ports: readonly ServicePort[] | undefined): ServicePort | undefined {
  return ports?.length === 1 ? ports[0] : undefined;
}

/** gRPC-shaped paths among the matches of a route. */
export function pathEvidence(matches: readonly RouteMatch[]): readonly GrpcEvidence[] {
  return matches.flatMap(({ path }) =>
    path !== undefined && path.kind !== "regex" && parseGrpcPath(path.value) !== undefined
      ? [{ kind: "path" as const, span: path.span, text: "a gRPC path" }]
      : [],
  );
}

function retryEvidence(retries: Retries | undefined): readonly GrpcEvidence[] {
  const found = retries?.conditions.find(({ value }) => grpcRetryConditions.has(value.trim()));
  return found
    ? [{ kind: "retry-condition", span: found.span, text: "a condition of gRPC alone" }]
    : [];
}

function evidenceOf(route: Route, around: RouteSurroundings): readonly GrpcEvidence[] {
  // A server of both says nothing of this route: its own paths and conditions do.
  const ofPorts = route.destinations.map(({ port }) =>
    port && !around.servesHttpToo(port)
      ? around.evidenceFor(port).filter(({ kind }) => kind !== "path" || !takesPlainHttp(route))
      : [],
  );
  const everyPort = ofPorts.length > 0 && ofPorts.every((found) => found.length > 0);
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
    ...(everyPort ? ofPorts.flat() : []),
    ...pathEvidence(route.matches),
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

function isGrpcOnly(route: Route, around: RouteSurroundings): boolean {
  const { destinations } = route;
  return (
    destinations.length > 0 &&
    destinations.every(
      ({ port }) =>
        port !== undefined &&
        isHttp2(port.protocol) &&
        around.evidenceFor(port).length > 0 &&
        !around.servesHttpToo(port),
    )
  );
}
