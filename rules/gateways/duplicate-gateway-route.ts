import {
  gatewayPlacesLike,
  gatewayPlacesOf,
  type GatewayPlace,
} from "../../src/mesh/ask/gateway-places.ts";
import { matchesEverything } from "../../src/mesh/ask/match-cover.ts";
import { isEarlierRival, surelyApplied } from "../../src/mesh/ask/same-scope.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
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
function earlierOf({ key, route }: GatewayPlace, mesh: Mesh): GatewayPlace | undefined {
  const { resource } = route;
  return gatewayPlacesLike(key, mesh).find(
    (it) => isEarlierRival(it.resource, resource, mesh) && targets(it.route) !== targets(route),
  );
}

function targets({ destinations }: Route): string {
  return destinations
    .map(({ host, portNumber, subsetName }) =>
      [host?.value, portNumber?.value, subsetName?.value].join(" "),
    )
    .join(", ");
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
