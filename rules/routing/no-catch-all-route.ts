import { grpcPathOf } from "../../src/mesh/objects/grpc-path.ts";
import { isForSidecarsIn } from "../../src/mesh/ask/callers-of-match.ts";
import { matchesEverything } from "../../src/mesh/ask/match-cover.ts";
import { unroutedRpcs } from "../../src/mesh/ask/rpc-methods.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, thread } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const noCatchAllRoute = defineRule({
  id: "no-catch-all-route",
  topic: "routing",
  summary: "a gRPC service in the mesh has routes for some calls and none for the rest",
  severity: "info",
  reads: "virtualService",
  evidence: [
    envoy("source/common/router/router.cc", "no route found: 404"),
    envoy("source/common/grpc/status.cc", "httpToGrpcStatus: 404 is UNIMPLEMENTED"),
    thread("istio/istio#25132", "calls without a route end with UNIMPLEMENTED"),
  ],
  *check(virtualService, mesh) {
    // What a delegate does not route may be routed by whoever delegates to it.
    const [host] = virtualService.hosts;
    if (!virtualService.viaMesh || host === undefined) return;
    const routes = mesh.routesOf(virtualService.resource);
    const [last] = routes.slice(-1);
    if (last === undefined || !routes.every((route) => isPartial(route) && isGrpc(route))) return;
    // Callers without any route reach the Service as if it had no VirtualService.
    if (!routes.some(({ matches }) => matches.some(isForAnySidecar))) return;
    // RPCs that are known to have no route are reported one by one.
    const named = new Set(mesh.rpcPathsOf(virtualService.resource).map(({ service }) => service));
    if ([...named].some((name) => unroutedRpcs(virtualService, name, mesh).length > 0)) return;
    yield noneForTheRest(last, host);
  },
});

function isPartial({ matches }: Route): boolean {
  return matches.length > 0 && !matches.some(matchesEverything);
}

function isForAnySidecar(match: RouteMatch): boolean {
  return isForSidecarsIn(undefined, match) && match.field.get("sourceLabels") === undefined;
}

/** Where the destinations are not in the inputs, paths that only gRPC has speak for them. */
function isGrpc({ grpcOnly, destinations, matches }: Route): boolean {
  const isOpen = destinations.length > 0 && destinations.every(({ owner }) => owner === undefined);
  return grpcOnly || (isOpen && matches.every(hasGrpcPath));
}

function hasGrpcPath({ path }: RouteMatch): boolean {
  return path !== undefined && grpcPathOf(path) !== undefined;
}

function noneForTheRest(last: Route, host: Located<string>): Finding {
  const [destination] = last.destinations;
  const backend = destination?.host?.value;
  return {
    headline: `calls to \`${host.value}\` that match none of its routes have no backend`,
    primary: {
      span: (last.field.get("match") ?? last.field).keySpan,
      text: "the last route has conditions too",
    },
    note: "client health checks, reflection and services added later end with UNIMPLEMENTED (12)",
    help: `if unintended, add a final route without \`match\`${backend ? ` to \`${backend}\`` : ""}`,
  };
}
