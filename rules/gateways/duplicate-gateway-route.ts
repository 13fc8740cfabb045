import { matchesEverything } from "../../src/mesh/ask/match-cover.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import { isEarlierRival, surelyApplied } from "../../src/mesh/ask/same-scope.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Span } from "../../src/yaml/source.ts";

export const duplicateGatewayRoute = defineRule({
  id: "duplicate-gateway-route",
  topic: "gateways",
  summary: "two VirtualServices of one gateway and host have a route for the same requests",
  severity: "warning",
  severityWhere: { info: "they are in two files" },
  answers: ["KIA1106"],
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.gateways"] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/gateway.go",
      "routes of all VirtualServices of a host are joined, the oldest VirtualService first",
    ),
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "SortVHostRoutes: routes for all requests come last, in the same order",
    ),
  ],
  *check(virtualService, mesh) {
    for (const own of placesOf(virtualService, mesh)) {
      const other = earlierOf(own, mesh);
      if (other === undefined) continue;
      const isSure = surelyApplied(other.resource, virtualService.resource, mesh);
      yield { ...twice(own, other), ...(isSure ? {} : { severity: "info" }) };
      return;
    }
  },
});

/** A route of one gateway and host, by what it matches. */
interface Place extends Pick<Route, "resource"> {
  readonly key: string;
  readonly route: Route;
  readonly match: RouteMatch | undefined;
  readonly host: string;
}

/** Those before it of the same key, which lead elsewhere. */
function earlierOf({ key, route }: Place, mesh: Mesh): Place | undefined {
  const { resource } = route;
  return (byKey(mesh)().get(key) ?? []).find(
    (it) => isEarlierRival(it.resource, resource, mesh) && targets(it.route) !== targets(route),
  );
}

const mostOfOneKey = 16;

const byKey = oncePerMesh((mesh) => {
  const index = new Map<string, Place[]>();
  for (const virtualService of mesh.all.virtualService()) {
    for (const place of placesOf(virtualService, mesh)) {
      const known = index.get(place.key);
      if (known === undefined) index.set(place.key, [place]);
      else if (known.length < mostOfOneKey) known.push(place);
    }
  }
  return () => index;
});

function placesOf({ gateways, hosts, resource }: VirtualService, mesh: Mesh): readonly Place[] {
  const named = gateways.filter(({ value }) => value !== "mesh");
  return mesh.routesOf(resource).flatMap((route) => {
    if (route.protocol !== "http" || route.field.get("delegate")) return [];
    return matchesIn(route).flatMap((match) =>
      named.flatMap(({ value }) => {
        const gateway = value.includes("/") ? value : `${resource.namespace ?? ""}/${value}`;
        return hosts.map(({ value: host }): Place => {
          const key = `${gateway} ${host.toLowerCase()} ${requestsOf(match)}`;
          return { key, route, match, host, resource };
        });
      }),
    );
  });
}

/** Matches by the path alone; a route without any matches everything. */
function matchesIn({ matches }: Route): readonly (RouteMatch | undefined)[] {
  if (matches.length === 0) return [undefined];
  return matches.filter(({ conditions }) => conditions.length === 0);
}

function requestsOf(match: RouteMatch | undefined): string {
  if (match?.path === undefined || matchesEverything(match)) return "all";
  return `${match.path.kind} ${match.path.value}`;
}

function targets({ destinations }: Route): string {
  return destinations
    .map(({ host, portNumber, subsetName }) =>
      [host?.value, portNumber?.value, subsetName?.value].join(" "),
    )
    .join(", ");
}

function twice({ route, match, host }: Place, other: Place): Finding {
  const what =
    match?.path && !matchesEverything(match) ? `\`${match.path.value}\`` : "all requests";
  return {
    headline: `two VirtualServices route ${what} of \`${host}\` at the same gateway`,
    primary: { span: spanOf(route, match), text: "one of two" },
    related: [{ span: spanOf(other.route, other.match), text: "the same requests" }],
    note: "the gateway uses the route of the older VirtualService: the backend of the other gets no such call",
    help: `keep one of them, or match a path, such as \`/package.Service/\`, in \`${route.resource.name}\``,
  };
}

function spanOf({ field }: Route, match: RouteMatch | undefined): Span {
  const [first] = field.fields();
  return match?.path?.span ?? first?.keySpan ?? field.span;
}
