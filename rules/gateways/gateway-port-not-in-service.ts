import type { GatewayServer } from "../../src/mesh/objects/gateway.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

export const gatewayPortNotInService = defineRule({
  id: "gateway-port-not-in-service",
  topic: "gateways",
  summary: "a gateway server listens on a port that the Service of its pods does not have",
  severity: "warning",
  reads: "gatewayServer",
  evidence: [
    istio(
      "pkg/config/analysis/analyzers/gateway/gateway.go",
      "IST0162 GatewayPortNotDefinedOnService",
    ),
    istio("pilot/pkg/model/gateway.go", "resolvePorts: a Service port, or else the pod's own port"),
  ],
  answers: ["IST0162"],
  *check(server, mesh) {
    const { portNumber, gateway } = server;
    if (portNumber === undefined || gateway.selector.size === 0) return;
    const services = servicesOf(server, mesh);
    const ports = services.flatMap((service) => service.ports);
    // A named target port may be any number.
    if (ports.length === 0 || ports.some(({ targetPort }) => typeof targetPort?.value === "string"))
      return;
    const known = ports.flatMap(({ number, targetPort }) => [number?.value, targetPort?.value]);
    if (!known.includes(portNumber.value)) yield notThere(portNumber, services);
  },
});

/** Services of the pods that the Gateway is for. */
function servicesOf({ gateway }: GatewayServer, mesh: Mesh): readonly Service[] {
  const pods = mesh
    .podsOfGateway(gateway)
    .filter(
      ({ resource }) =>
        sameDeployment(resource, gateway.resource) === "certain" || mesh.settings.complete === true,
    );
  return [...new Set(pods.flatMap((pod) => mesh.servicesOf(pod)))];
}

function notThere(port: Located<number>, services: readonly Service[]): Finding {
  const [service] = services;
  const ports = services.flatMap((it) => it.ports.flatMap(({ number }) => number ?? []));
  const [first] = ports;
  return {
    headline: `Service \`${service?.resource.name ?? ""}\` of the gateway's pods has no port ${port.value}`,
    primary: { span: port.span, text: "not reachable from outside" },
    related: first ? [{ span: first.span, text: "an existing port" }] : [],
    note: "the proxy listens, but no Service port leads there: gRPC calls from outside end with UNAVAILABLE (14)",
    help: `add port ${port.value} to the Service, or use one of its ports: ${list([...new Set(ports.map(({ value }) => String(value)))])}`,
  };
}
