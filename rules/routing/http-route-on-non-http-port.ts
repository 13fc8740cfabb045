import { grpcOverHttp1 } from "../../src/mesh/ask/grpc-over-http1.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isTcp } from "../../src/mesh/objects/protocol.ts";
import { portFaultOf } from "../../src/mesh/ask/port-fault.ts";
import { declarationOf, grpcDeclaration } from "../../src/mesh/ask/port-words.ts";
import type { HostOwner, HostPort } from "../../src/mesh/objects/service.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const httpRouteOnNonHttpPort = defineRule({
  id: "http-route-on-non-http-port",
  topic: "routing",
  summary: "`http` routes for a host whose ports are all TCP or TLS, where Istio ignores them",
  severity: "warning",
  reads: "virtualService",
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "VirtualService.http: HTTP, HTTP2, GRPC and TLS-terminated ports",
    ),
  ],
  *check(virtualService, mesh) {
    const { http, viaMesh, viaGateway } = virtualService;
    if (http.length === 0 || !viaMesh || viaGateway) return;
    const owners = ownersOf(virtualService, mesh);
    if (owners.length === 0 || !owners.every(hasOnlyTcpPorts) || owners.some(isOfAeraki)) return;
    const [host] = virtualService.hosts;
    const port = owners[0]?.ports[0];
    if (host && port && !isSaidOfThePort(owners, mesh)) yield inert(virtualService, host, port);
  },
});

/** Who defines its hosts; none where a host is unknown. */
function ownersOf({ hosts, resource }: VirtualService, mesh: Mesh): readonly HostOwner[] {
  const found = hosts.map(({ value }) => mesh.findHost(value, resource));
  return found.every((owner) => owner !== undefined) ? found.flatMap((it) => it ?? []) : [];
}

function hasOnlyTcpPorts({ ports }: HostOwner): boolean {
  return ports.length > 0 && ports.every(({ protocol }) => isTcp(protocol));
}

/** Aeraki reads `http` routes for protocols that it names after `tcp-`, and turns them into EnvoyFilters. */
function isOfAeraki({ ports }: HostOwner): boolean {
  return ports.some(({ name }) =>
    /^tcp-(?:dubbo|metaprotocol|redis|thrift)(?:-|$)/.test(name?.value ?? ""),
  );
}

/** A port rule tells to declare gRPC, which fixes this as well. */
function isSaidOfThePort(owners: readonly HostOwner[], mesh: Mesh): boolean {
  return owners
    .flatMap(({ ports }): readonly HostPort[] => ports)
    .some((port) => (port.service ? portFaultOf(port, mesh) : grpcOverHttp1(port, mesh)));
}

function inert({ resource, http }: VirtualService, host: Located<string>, port: HostPort): Finding {
  const place = resource.spec?.get("http")?.keySpan ?? http[0]?.span ?? host.span;
  return {
    headline: `\`http\` routes have no effect for \`${host.value}\`: its ports are not HTTP to Istio`,
    primary: { span: place, text: "not used on TCP ports" },
    related: [{ span: port.protocolSpan, text: `${port.protocol} to Istio` }],
    note: `${declarationOf(port)} hides gRPC from Istio: these routes, timeouts and retries apply to no call`,
    help: `set ${grpcDeclaration(port)} on port ${port.number?.value ?? ""} if it serves plaintext gRPC, or use \`tcp\` or \`tls\` routes`,
  };
}
