import { choosesHttp2 } from "../../src/mesh/ask/chosen-protocol.ts";
import { parseGrpcPath } from "../../src/mesh/objects/grpc-path.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp, isHttp2 } from "../../src/mesh/objects/protocol.ts";
import type { Destination, Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const routeSendsGrpcPortToHttpPort = defineRule({
  id: "route-sends-grpc-port-to-http-port",
  topic: "routing",
  summary: "a route for all ports of a Service sends its gRPC port to an HTTP/1.1 port",
  severity: "warning",
  reads: "destination",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].route[].destination.port"] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/httproute.go",
      "a VirtualService's routes are in the route configuration of every HTTP port of its hosts",
    ),
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "GetDestinationCluster: the port of the destination, whichever port was called",
    ),
    thread("fluxcd/flagger#263", "calls to port 6565 arrive at port 8080 over HTTP/1.1"),
  ],
  ofIstio: ({ route }) => route.resource,
  *check(destination, mesh) {
    const { route, port, portNumber } = destination;
    if (!route.viaMesh || portNumber === undefined || port?.service === undefined) return;
    if (!isHttp(port.protocol) || isHttp2(port.protocol) || choosesHttp2(destination)) return;
    if (destination.weight?.value === 0) return;
    const lost = grpcPorts(route, mesh).find((it) => it !== port && takes(route, it, mesh));
    if (lost) yield wrongPort(destination, { lost, port, portNumber });
  },
});

/** The gRPC ports that callers of the routed hosts may use. */
function grpcPorts(route: Route, mesh: Mesh): readonly ServicePort[] {
  return route.owners.flatMap(({ hosts, resource }) =>
    hosts
      .flatMap(({ value }) => mesh.findService(value, resource) ?? [])
      .filter((service) => sameDeployment(service.resource, route.resource) === "certain")
      .flatMap(({ ports }) => ports.filter(({ protocol }) => protocol === "GRPC")),
  );
}

/** The first route that gRPC calls to a port surely take is this one. */
function takes(route: Route, port: ServicePort, mesh: Mesh): boolean {
  const routes = mesh.routesOf(route.resource);
  const first = routes.find(
    ({ matches }) => matches.length === 0 || matches.some((match) => mayMatch(match, port)),
  );
  return (
    route.owners.every(({ resource }) => resource === route.resource) &&
    first === route &&
    (route.matches.length === 0 || route.matches.some((match) => isForAll(match, port)))
  );
}

/** Calls of gRPC to the port may match. */
function mayMatch({ path, conditions }: RouteMatch, port: ServicePort): boolean {
  const isOfPort = conditions.every(
    (it) => it.step !== "port" || it.number()?.value === port.number?.value,
  );
  return isOfPort && (path === undefined || path.kind === "regex" || mayBeGrpc(path.value));
}

function mayBeGrpc(path: string): boolean {
  return path === "/" || parseGrpcPath(path.endsWith("/") ? path : `${path}/`) !== undefined;
}

/** Whatever gRPC calls to the port say, they match. */
function isForAll({ path, conditions, field }: RouteMatch, port: ServicePort): boolean {
  const isPlain = conditions.every(({ step }) => step === "port");
  return (
    isPlain && mayMatch({ path, conditions, field, headers: [] }, port) && path?.kind !== "regex"
  );
}

interface Ports {
  readonly lost: ServicePort;
  readonly port: ServicePort;
  readonly portNumber: Located<number>;
}

function wrongPort({ route }: Destination, { lost, port, portNumber }: Ports): Finding {
  const [host] = route.hosts;
  const number = lost.number?.value ?? "";
  return {
    headline: `gRPC calls to port ${portTitle(lost)} of \`${host?.value ?? ""}\` are sent to HTTP port ${portNumber.value}`,
    primary: { span: portNumber.span, text: "every call goes to this port" },
    related: [
      { span: lost.protocolSpan, text: "gRPC calls to this port" },
      { span: port.protocolSpan, text: "HTTP/1.1 to Istio" },
    ],
    note: "a route applies to every port of its hosts: these calls arrive over HTTP/1.1 and fail with UNAVAILABLE (14) or UNIMPLEMENTED (12)",
    help:
      lost.service === port.service
        ? `remove \`port\` from the destination, or add a route before it with \`match: [{ port: ${number} }]\``
        : `add a route before it with \`match: [{ port: ${number} }]\` that sends to a gRPC port`,
  };
}
