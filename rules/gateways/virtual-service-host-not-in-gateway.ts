import { isPatched, serversNamedBy } from "../../src/mesh/bound-gateways.ts";
import { serverHost, type GatewayServer } from "../../src/mesh/gateway.ts";
import { hostsOverlap, qualifyHost } from "../../src/mesh/hosts.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { namespacesAgree } from "../../src/mesh/registry.ts";
import type { VirtualService } from "../../src/mesh/virtual-service.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { list } from "../../src/text/lists.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Located } from "../../src/yaml/source.ts";

export const virtualServiceHostNotInGateway = defineRule({
  id: "virtual-service-host-not-in-gateway",
  topic: "gateways",
  summary: "a VirtualService is bound to gateways that do not serve one of its hosts",
  severity: "warning",
  answers: ["IST0132"],
  reads: "virtualService",
  evidence: [
    istio("pkg/config/analysis/msg/messages.yaml", "IST0132 VirtualServiceHostNotFoundInGateway"),
    thread("istio/istio#25132", "UNIMPLEMENTED behind a TLS gateway"),
  ],
  *check(service, mesh) {
    const servers = serversNamedBy(service, mesh) ?? [];
    const served = servers.flatMap(({ hosts }) => hosts);
    if (served.length === 0) return;
    const strangers = service.hosts.filter((host) => !isServed(host.value, servers, service, mesh));
    // With `mesh` too, some of the hosts may be for the mesh alone.
    if (service.viaMesh && strangers.length < service.hosts.length) return;
    if (strangers.length === 0 || servers.some((it) => isPatched(it, mesh))) return;
    for (const host of strangers) yield notServed(service, host, served);
  },
});

function isServed(
  host: string,
  servers: readonly GatewayServer[],
  service: VirtualService,
  { settings }: Mesh,
): boolean {
  const full = qualifyHost(host, service.resource.namespace ?? "default", settings.clusterDomain);
  return servers.some((server) =>
    server.hosts.some(
      ({ value }) =>
        isOpenTo(value, server, service) &&
        (hostsOverlap(serverHost(value), full) || hostsOverlap(serverHost(value), host)),
    ),
  );
}

/** `shop/api.example.com` takes the VirtualServices of one namespace, `./…` those of the gateway's. */
function isOpenTo(
  written: string,
  { gateway }: GatewayServer,
  { resource }: VirtualService,
): boolean {
  const slash = written.indexOf("/");
  const scope = slash < 0 ? "*" : written.slice(0, slash);
  const namespace = scope === "." ? gateway.resource.namespace : scope;
  return scope === "*" || namespacesAgree(namespace, resource.namespace);
}

function notServed(
  service: VirtualService,
  host: Located<string>,
  served: readonly Located<string>[],
): Finding {
  const names = [...new Set(served.map(({ value }) => value))];
  const similar = similarName(host.value, names.map(serverHost));
  const gateway = service.gateways.find(({ value }) => value !== "mesh");
  return {
    headline: `no server of the gateways serves the host \`${host.value}\``,
    primary: { span: host.span, text: "not among the servers' hosts" },
    related: [
      ...(gateway ? [{ span: gateway.span, text: "bound here" }] : []),
      ...served.slice(0, 1).map(({ span }) => ({ span, text: "what the gateway serves" })),
    ],
    note: "the gateway has no route for this host and answers 404: gRPC clients see UNIMPLEMENTED (12)",
    help:
      similar === undefined
        ? `add the host to a server, or use one of its hosts: ${list(names, 3)}`
        : `a similar name is served: \`${similar}\``,
  };
}
