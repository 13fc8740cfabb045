import { serves } from "../../src/mesh/ask/resolved.ts";
import { mayHaveOthers, serversNamedBy } from "../../src/mesh/ask/bound-servers.ts";
import { serverHost } from "../../src/mesh/objects/gateway.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import { hostsOverlap, qualifyHost } from "../../src/mesh/objects/hosts.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { oneOf } from "../../src/text/lists.ts";
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
    thread("istio/istio#25132", "UNIMPLEMENTED through a TLS gateway"),
  ],
  *check(service, mesh) {
    const servers = serversNamedBy(service, mesh) ?? [];
    const served = servers.flatMap(({ hosts }) => hosts);
    if (served.length === 0) return;
    const { clusterDomain } = mesh.settings;
    const isServed = (host: Located<string>): boolean =>
      servers.some((server) => serves(server, { ...service, hosts: [host] }, clusterDomain));
    const strangers = service.hosts.filter((host) => !isServed(host));
    // With `mesh` too, some of the hosts may be for the mesh alone.
    if (service.viaMesh && strangers.length < service.hosts.length) return;
    if (strangers.length === 0 || servers.some((it) => mayHaveOthers(it, mesh))) return;
    for (const host of strangers) {
      const full = qualifyHost(host.value, service.resource.namespace ?? "default", clusterDomain);
      yield full !== host.value && served.some(({ value }) => serverHost(value) === host.value)
        ? notCompleted(host, full, served)
        : notServed(service, host, served);
    }
  },
});

function notServed(
  service: VirtualService,
  host: Located<string>,
  served: readonly Located<string>[],
): Finding {
  const narrow = served.find(({ value }) => hostsOverlap(serverHost(value), host.value));
  const gateway = service.gateways.find(({ value }) => value !== "mesh");
  return {
    headline: `no server of the gateways serves the host \`${host.value}\``,
    primary: { span: host.span, text: "not among the servers' hosts" },
    related: [
      ...(gateway ? [{ span: gateway.span, text: "bound here" }] : []),
      ...[narrow ?? served[0]].flatMap((it) =>
        it
          ? [
              {
                span: it.span,
                text: narrow ? "only for other namespaces" : "the gateway's hosts",
              },
            ]
          : [],
      ),
    ],
    note: "the gateway has no route for this host and answers 404: gRPC clients see UNIMPLEMENTED (12)",
    help: narrow
      ? `use \`*/${serverHost(narrow.value)}\` in the server, or move the VirtualService to the namespace it allows`
      : otherHosts(host, served),
  };
}

function otherHosts(host: Located<string>, served: readonly Located<string>[]): string {
  const names = [...new Set(served.map(({ value }) => serverHost(value)))];
  const similar = similarName(host.value, names);
  if (similar !== undefined) return `a similar name is served: \`${similar}\``;
  const instead = names.length > 1 ? "one of its hosts:" : "its host";
  return `add the host to a server, or use ${instead} ${oneOf(names, 3)}`;
}

/** Istio completes the short names of VirtualServices, but not those of Gateways. */
function notCompleted(
  host: Located<string>,
  full: string,
  served: readonly Located<string>[],
): Finding {
  const same = served.find(({ value }) => serverHost(value) === host.value);
  return {
    headline: `the gateway's \`${host.value}\` is not \`${full}\``,
    primary: { span: host.span, text: "expanded by Istio" },
    related: same ? [{ span: same.span, text: "not expanded" }] : [],
    note: "the gateway has no route for this host and answers 404: gRPC clients see UNIMPLEMENTED (12)",
    help: `use \`${full}\` in the server, or use in both a host that external clients send`,
  };
}
