import { isPassthrough } from "../../src/mesh/objects/gateway.ts";
import { mayHaveSidecar } from "../../src/mesh/ask/sidecars.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp } from "../../src/mesh/objects/protocol.ts";
import { isService, portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const passthroughToPlaintextPort = defineRule({
  id: "passthrough-to-plaintext-port",
  topic: "gateways",
  summary:
    "a gateway passes TLS through to a port that the server's sidecar reads as plaintext HTTP",
  severity: "warning",
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.tls"] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_inbound.go",
      "buildInboundChainConfigs: an HTTP port has an HTTP connection manager and no TLS of the client",
    ),
    istio("pilot/pkg/networking/core/gateway.go", "PASSTHROUGH: TLS routes forward bytes by SNI"),
  ],
  *check(virtualService, mesh) {
    if (!virtualService.viaGateway || !passesThrough(virtualService, mesh)) return;
    for (const entry of virtualService.tls.flatMap((tls) => tls.get("route")?.items() ?? [])) {
      const port = plaintextPort(entry, virtualService, mesh);
      if (port) yield tlsToHttp(entry, port);
    }
  },
});

function passesThrough(virtualService: VirtualService, mesh: Mesh): boolean {
  return mesh
    .gatewaysOf(virtualService)
    .flatMap(({ servers }) => servers)
    .some(
      (server) => isPassthrough(server) && mesh.virtualServicesOf(server).includes(virtualService),
    );
}

/** The port of a destination, if it is HTTP to Istio and its pods may have sidecars. */
function plaintextPort(
  entry: Field,
  { resource }: VirtualService,
  mesh: Mesh,
): ServicePort | undefined {
  const host = entry.at("destination", "host")?.text ?? "";
  const number = entry.at("destination", "port", "number")?.number()?.value;
  const owner = mesh.findHost(host, resource);
  if (!isService(owner)) return undefined;
  const pods = mesh.workloadsOf(owner);
  const ports = owner.ports.filter((it) => number === undefined || it.number?.value === number);
  const [port, ...others] = ports;
  const isPlain = port !== undefined && others.length === 0 && isHttp(port.protocol);
  const isSeen = pods.some((pod) => mayHaveSidecar(pod, mesh));
  return isPlain && isSeen && !pods.some(({ isGateway }) => isGateway) ? port : undefined;
}

function tlsToHttp(entry: Field, port: ServicePort): Finding {
  const { name } = port.service.resource;
  return {
    headline: `TLS is passed through to port ${portTitle(port)} of \`${name}\`, where the sidecar expects HTTP`,
    primary: {
      span: (entry.at("destination", "host") ?? entry).span,
      text: "receives the client's TLS",
    },
    related: [{ span: port.protocolSpan, text: `${port.protocol} to Istio` }],
    note: "the sidecar reads the TLS handshake as HTTP and closes the connection: UNAVAILABLE (14)",
    help: "set `appProtocol: tls` on the port if the server terminates TLS; otherwise terminate TLS at the gateway",
  };
}
