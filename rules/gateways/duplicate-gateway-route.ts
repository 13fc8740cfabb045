import {
  gatewayPlacesLike,
  gatewayPlacesOf,
  mayBeServed,
  type GatewayPlace,
} from "../../src/mesh/ask/gateway-places.ts";
import { matchesEverything } from "../../src/mesh/ask/match-cover.ts";
import { isEarlierRival, surelyApplied } from "../../src/mesh/ask/same-scope.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { fullHost } from "../../src/mesh/objects/hosts.ts";
import type { Destination, Route, RouteMatch } from "../../src/mesh/objects/route.ts";
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
    for (const own of gatewayPlacesOf(virtualService, mesh)) {
      const other = earlierOf(own, mesh);
      if (other === undefined) continue;
      const isSure = surelyApplied(other.resource, virtualService.resource, mesh);
      yield { ...twice(own, other), ...(isSure ? {} : { severity: "info" }) };
      return;
    }
  },
});

/** Those before it of the same key, which lead elsewhere. */
function earlierOf(own: GatewayPlace, mesh: Mesh): GatewayPlace | undefined {
  const { key, resource } = own;
  return gatewayPlacesLike(key, mesh).find(
    (it) =>
      isEarlierRival(it.resource, resource, mesh) &&
      !areAlike(own, it, mesh) &&
      [own, it].every((place) => mayBeServed(place, mesh)),
  );
}

/** Both lead to the same backends, as far as they say. */
function areAlike({ route }: GatewayPlace, other: GatewayPlace, mesh: Mesh): boolean {
  const theirs = other.route.destinations;
  return (
    route.destinations.length === theirs.length &&
    route.destinations.every((it, index) => leadAlike(it, theirs[index], mesh))
  );
}

function leadAlike(one: Destination, other: Destination | undefined, mesh: Mesh): boolean {
  if (other === undefined || one.subsetName?.value !== other.subsetName?.value) return false;
  const [host, otherHost] = [one, other].map((it) =>
    fullHost(it.host?.value ?? "", it.route.resource, mesh.settings.clusterDomain),
  );
  const port = one.portNumber?.value;
  const otherPort = other.portNumber?.value;
  // A port that is left out is the only one of the Service.
  return host === otherHost && (!port || !otherPort || port === otherPort);
}

function twice({ route, match, host }: GatewayPlace, other: GatewayPlace): Finding {
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
