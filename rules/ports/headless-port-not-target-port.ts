import { dialedPorts } from "../../src/mesh/ask/dialed-ports.ts";
import { ingressServices } from "../../src/mesh/ask/ingress-backends.ts";
import { templatesAnnotation } from "../../src/mesh/ask/proxyless.ts";
import type { Container } from "../../src/mesh/objects/workload.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type ServicePort } from "../../src/mesh/objects/service.ts";
import { targetNumber } from "../../src/mesh/objects/target-number.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, kubernetes } from "../../src/rule/rule.ts";

export const headlessPortNotTargetPort = defineRule({
  id: "headless-port-not-target-port",
  topic: "ports",
  summary:
    "`port` and `targetPort` of a headless Service differ, and clients connect to pods on `port`",
  severity: "warning",
  reads: "servicePort",
  fields: { "/Service": ["spec.clusterIP"] },
  evidence: [
    kubernetes(
      "pkg/proxy/util/utils.go",
      "ShouldSkipService: nothing maps the ports of Services without a cluster IP",
    ),
    istio(
      "pilot/pkg/networking/core/cluster.go",
      "convertResolution: Passthrough becomes ORIGINAL_DST for sidecars, the address that was dialed",
    ),
    istio(
      "pilot/pkg/networking/grpcgen/cds.go",
      "edsCluster: clients without a proxy get endpoints",
    ),
  ],
  *check(port, mesh) {
    const { service, number, targetPort } = port;
    if (!service.headless || service.selector.size === 0 || number === undefined) return;
    if (!isHttp2(port.protocol) && mesh.evidenceFor(port).length === 0) return;
    const target = soleTarget(port, mesh);
    if (target === undefined || target === number.value || isHeard(port, mesh)) return;
    if (isLedElsewhere(port, mesh) || isForProxyless(port, mesh)) return;
    yield dialedElsewhere(port, target, targetPort?.span ?? number.span);
  },
});

/** The one number that the port leads to in all pods. */
function soleTarget(port: ServicePort, mesh: Mesh): number | undefined {
  const { targetPort, service } = port;
  if (typeof targetPort?.value === "number") return targetPort.value;
  const targets = new Set(mesh.workloadsOf(service).map((pod) => targetNumber(port, pod)));
  const [only] = targets;
  return targets.size === 1 ? only : undefined;
}

/** A container listens on the Service's own number as well. */
function isHeard({ number, service }: ServicePort, mesh: Mesh): boolean {
  return mesh
    .workloadsOf(service)
    .some(({ containers }) =>
      containers.some(({ ports }) => ports.some((it) => it.number?.value === number?.value)),
    );
}

/**
 * Gateways and controllers of Ingresses balance over endpoints, with the numbers of their target ports; who comes by a route of
 * another host dials that.
 */
function isLedElsewhere({ service }: ServicePort, mesh: Mesh): boolean {
  const routes = mesh.anyRoutesTo(service);
  return (
    ingressServices(mesh).has(service) ||
    routes.some(({ viaGateway }) => viaGateway) ||
    routes.some(
      ({ hosts, resource }) =>
        !hosts.some(({ value }) => mesh.findService(value, resource) === service),
    )
  );
}

/** Clients that read xDS get endpoints as well: all that the inputs hold do, and no other dials the port. */
function isForProxyless(port: ServicePort, mesh: Mesh): boolean {
  const clients = mesh.podsAnnotated(templatesAnnotation).filter(({ proxyless }) => proxyless);
  const dialsIt = (container: Container): boolean =>
    dialedPorts(container, mesh).some((it) => it.port === port);
  return (
    clients.some(({ containers }) => containers.some(dialsIt)) &&
    mesh.all.container().every((it) => it.workload.proxyless || !dialsIt(it))
  );
}

function dialedElsewhere(
  port: ServicePort,
  target: number,
  span: ServicePort["protocolSpan"],
): Finding {
  const { number, service } = port;
  const { name } = service.resource;
  return {
    headline: `clients of headless \`${name}\` connect to pods on port ${number?.value ?? ""}, but the server listens on ${target}`,
    primary: { span: number?.span ?? span, text: "used by clients directly" },
    related: [
      { span, text: "where the server listens" },
      ...(service.resource.spec?.get("clusterIP")
        ? [
            {
              span: service.resource.spec.get("clusterIP")?.span ?? span,
              text: "no proxy translates ports",
            },
          ]
        : []),
    ],
    note: "DNS gives pod addresses, and nothing translates the port: connections are refused, UNAVAILABLE (14)",
    help: `set \`port: ${target}\`, equal to \`targetPort\`, and let clients of port ${portTitle(port)} connect to that`,
  };
}
