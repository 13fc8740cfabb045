import type { Mesh } from "../../src/mesh/mesh.ts";
import { declarationOf } from "../../src/mesh/ask/port-words.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import type { Destination } from "../../src/mesh/objects/route.ts";
import {
  isService,
  portTitle,
  type HostPort,
  type ServicePort,
} from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";

export const egressGatewayPortNotHttp2 = defineRule({
  id: "egress-gateway-port-not-http2",
  topic: "external-services",
  summary: "sidecars send gRPC to an egress gateway port over HTTP/1.1",
  severity: "error",
  reads: "destination",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].route"] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_builder.go",
      "setUpstreamProtocol: HTTP/2 by the protocol of the port",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "shouldH2Upgrade: or by h2UpgradePolicy",
    ),
  ],
  *check(destination, mesh) {
    const { port, route, service } = destination;
    if (!route.viaMesh || route.api !== "VirtualService" || !service || !port?.service) return;
    if (isHttp2(port.protocol) || port.protocol === "auto" || speaksHttp2(destination)) return;
    const called = externalGrpcPort(destination, mesh);
    if (called && isGatewayService(destination, mesh)) yield dialsHttp1(destination, port, called);
  },
});

function speaksHttp2({ policy }: Destination): boolean {
  const http = policy?.connectionPool?.get("http");
  const upgrade = http?.get("h2UpgradePolicy")?.text ?? "";
  return (
    upgrade === "UPGRADE" ||
    isPlaceholder(upgrade) ||
    http?.get("useClientProtocol")?.boolean()?.value === true
  );
}

/** The port of a ServiceEntry that clients call over gRPC, and that the route is for. */
function externalGrpcPort({ route }: Destination, mesh: Mesh): HostPort | undefined {
  const numbers = route.matches.flatMap(({ field }) => field.get("port")?.number()?.value ?? []);
  const ports = route.hosts.flatMap(({ value }): readonly HostPort[] => {
    const owner = mesh.findHost(value, route.resource);
    return owner === undefined || isService(owner) ? [] : owner.ports;
  });
  return ports.find(
    ({ protocol, number }) =>
      protocol === "GRPC" && (numbers.length === 0 || numbers.includes(number?.value ?? 0)),
  );
}

/** Whether a Gateway configures the pods of the Service, here or by the same labels. */
function isGatewayService({ service }: Destination, mesh: Mesh): boolean {
  if (service === undefined) return false;
  const pods = mesh.workloadsOf(service);
  return (
    pods.some((pod) => pod.isGateway || mesh.serversAt(pod).length > 0) ||
    mesh.all
      .gateway()
      .some(
        ({ selector }) =>
          selector.size > 0 &&
          [...selector].every(([key, { value }]) => service.selector.get(key)?.value === value),
      )
  );
}

function dialsHttp1(destination: Destination, port: ServicePort, called: HostPort): Finding {
  const place = destination.host ?? destination.field;
  const { number } = port;
  return {
    headline: `sidecars use HTTP/1.1 to port ${portTitle(port)} of \`${port.service.resource.name}\``,
    primary: { span: place.span, text: "gRPC is sent here" },
    related: [
      { span: port.protocolSpan, text: "is not HTTP/2" },
      { span: called.protocolSpan, text: "clients speak gRPC" },
    ],
    note: `${declarationOf(port)} does not mean HTTP/2, so calls end with UNAVAILABLE (14) or INTERNAL (13)`,
    help: `set \`connectionPool.http.h2UpgradePolicy: UPGRADE\` for port ${number?.value ?? ""} in the DestinationRule, or use a port named \`grpc\` or \`http2\``,
  };
}
