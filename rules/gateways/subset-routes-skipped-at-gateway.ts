import { areBeside } from "../../src/mesh/world/beside.ts";
import { fullHost } from "../../src/mesh/objects/hosts.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { nearest } from "../../src/mesh/world/nearest.ts";
import type { Destination, Route } from "../../src/mesh/objects/route.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";

export const subsetRoutesSkippedAtGateway = defineRule({
  id: "subset-routes-skipped-at-gateway",
  topic: "gateways",
  summary: "a gateway route sends to a host whose subset routes apply only in the mesh",
  severity: "warning",
  severityWhere: { info: "the two routes may be deployed apart" },
  reads: "destination",
  evidence: [
    istio(
      "pkg/config/analysis/analyzers/virtualservice/destinationhosts.go",
      "IST0140 IngressRouteRulesNotAffected",
    ),
    istio(
      "pilot/pkg/networking/core/gateway.go",
      "a gateway uses the routes of its own VirtualServices",
    ),
  ],
  answers: ["IST0140"],
  *check(destination, mesh) {
    const { route, host, subsetName } = destination;
    if (route.api !== "VirtualService" || !route.viaGateway || host === undefined || subsetName)
      return;
    const split = subsetRoute(destination, mesh);
    const [target] = split?.destinations.filter((it) => it.subsetName) ?? [];
    if (split && target?.subsetName) yield skipped(destination, host.value, target);
  },
});

/** A route of the mesh alone by which calls to the same host are divided among subsets. */
function subsetRoute({ route, host }: Destination, mesh: Mesh): Route | undefined {
  const { resource } = route;
  const name = host?.value ?? "";
  const { clusterDomain } = mesh.settings;
  const isSame = (to: Destination): boolean =>
    to.host !== undefined &&
    fullHost(to.host.value, to.route.resource, clusterDomain) ===
      fullHost(name, resource, clusterDomain);
  const routes = mesh
    .virtualServicesFor(name, resource)
    .filter((it) => it.resource !== resource && it.viaMesh && !it.viaGateway)
    .filter((it) => sameDeployment(it.resource, resource) === "certain")
    .flatMap((it) => mesh.routesOf(it.resource))
    .filter(({ destinations }) => destinations.some((to) => to.subsetName && isSame(to)));
  return nearest(resource, routes, (it) => it.resource)[0];
}

function skipped({ field, host, route }: Destination, name: string, target: Destination): Finding {
  const { subsetName } = target;
  return {
    headline: `calls through the gateway skip the subset routes of \`${name}\``,
    primary: { span: (host ?? field).span, text: "all pods, of any subset" },
    related: subsetName
      ? [{ span: subsetName.span, text: "subset used for mesh traffic only" }]
      : [],
    note: "a gateway knows only its own VirtualServices: gRPC calls from outside reach every version",
    ...(!areBeside(target.route.resource, route.resource) && { severity: "info" as const }),
    help: `use the subsets here too, or bind \`${target.route.resource.name}\` to the gateway of \`${route.resource.name}\``,
  };
}
