import { areBeside } from "../../src/mesh/beside.ts";
import { qualifyHost } from "../../src/mesh/hosts.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { namespacesAgree } from "../../src/mesh/by-namespace.ts";
import type { Destination, Route } from "../../src/mesh/route.ts";
import { areTogether } from "../../src/mesh/together.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";

export const subsetRoutesSkippedAtGateway = defineRule({
  id: "subset-routes-skipped-at-gateway",
  topic: "gateways",
  summary: "a gateway's route sends to a host whose subset routes are for the mesh alone",
  severity: "warning",
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
  const name = host?.value ?? "";
  return mesh
    .routesFor(name)
    .find(
      (it) =>
        it.resource !== route.resource &&
        it.api === "VirtualService" &&
        it.viaMesh &&
        !it.viaGateway &&
        areTogether(it.resource, route.resource) &&
        (name.includes(".") || namespacesAgree(it.resource.namespace, route.resource.namespace)) &&
        it.destinations.some((to) => to.subsetName && isSame(to, name, mesh)),
    );
}

function isSame({ host, route }: Destination, name: string, { settings }: Mesh): boolean {
  const full = (written: string): string =>
    qualifyHost(written, route.resource.namespace ?? "", settings.clusterDomain);
  return host !== undefined && full(host.value) === full(name);
}

function skipped({ field, host, route }: Destination, name: string, target: Destination): Finding {
  const { subsetName } = target;
  return {
    headline: `calls through the gateway skip the subset routes of \`${name}\``,
    primary: { span: (host ?? field).span, text: "all pods, whatever their subset" },
    related: subsetName ? [{ span: subsetName.span, text: "a subset, for the mesh alone" }] : [],
    note: "a gateway knows only its own VirtualServices: gRPC calls from outside reach every version",
    ...(!areBeside(target.route.resource, route.resource) && { severity: "info" as const }),
    help: `write the subsets here too, or bind \`${target.route.resource.name}\` to the gateway that \`${route.resource.name}\` names`,
  };
}
