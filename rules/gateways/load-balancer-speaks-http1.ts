import { gatewaysPerhapsUnder } from "../../src/mesh/ask/reached-gateways.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { GatewayServer } from "../../src/mesh/objects/gateway.ts";
import type { Service, ServicePort } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, thread } from "../../src/rule/rule.ts";

const protocol = "service.beta.kubernetes.io/aws-load-balancer-backend-protocol";
const certificate = "service.beta.kubernetes.io/aws-load-balancer-ssl-cert";
const encrypted = "service.beta.kubernetes.io/aws-load-balancer-ssl-ports";
const kind = "service.beta.kubernetes.io/aws-load-balancer-type";

export const loadBalancerSpeaksHttp1 = defineRule({
  id: "load-balancer-speaks-http1",
  topic: "gateways",
  summary: "the load balancer of a gateway that serves gRPC or passes TLS on speaks HTTP/1.1",
  severity: "warning",
  reads: "service",
  fields: { "/Service": ["metadata.annotations"] },
  evidence: [
    {
      project: "Kubernetes AWS cloud provider 1.35",
      path: "pkg/providers/v1/aws.go",
      detail:
        "buildListener: `http` makes every listener HTTP; other protocols apply to ports with the certificate alone",
    },
    {
      project: "Elastic Load Balancing user guide for Classic Load Balancers",
      path: "elb-listener-config.html",
      detail: "HTTP listeners: HTTP/1.0 and HTTP/1.1",
    },
    thread(
      "istio/istio.io#16648",
      "an HTTP load balancer before a gateway that passes TLS on: 503",
    ),
  ],
  *check(service, mesh) {
    const { metadata, spec } = service.resource;
    const annotations = metadata?.get("annotations");
    const written = annotations?.get(protocol);
    // Load balancers of the other types pass connections on.
    if (annotations?.get(kind) !== undefined || spec?.get("loadBalancerClass") !== undefined)
      return;
    if (spec?.get("type")?.text !== "LoadBalancer") return;
    const numbers = new Set(parsedPorts(service, annotations).map(({ number }) => number?.value));
    if (written === undefined || numbers.size === 0) return;
    const server = gatewaysPerhapsUnder(service, mesh)
      .flatMap((gateway) => gateway.servers)
      .find((it) => numbers.has(it.portNumber?.value) && needsMore(it, mesh));
    if (server) yield http1(service, written, server);
  },
});

/** The ports whose connections the load balancer reads as HTTP. */
function parsedPorts({ ports }: Service, annotations: Field | undefined): readonly ServicePort[] {
  const spoken = annotations?.get(protocol)?.text;
  if (spoken === "http") return ports;
  if (spoken !== "https" || !annotations?.get(certificate)?.text) return [];
  const listed = annotations.get(encrypted)?.text ?? "*";
  const words = new Set(listed.split(",").map((word) => word.trim().toLowerCase()));
  return ports.filter(({ number, name }) =>
    ["*", String(number?.value), name?.value.toLowerCase() ?? ""].some((it) => words.has(it)),
  );
}

/** TLS that must arrive whole, or gRPC. */
function needsMore(server: GatewayServer, mesh: Mesh): boolean {
  const mode = server.tlsMode?.value ?? "";
  if (/PASSTHROUGH|MUTUAL/.test(mode) || /^GRPC$|^HTTP2$/i.test(server.protocolName?.value ?? ""))
    return true;
  return mesh
    .virtualServicesOf(server)
    .flatMap(({ resource }) => mesh.routesOf(resource))
    .some(({ evidence }) => evidence.length > 0);
}

function http1({ resource }: Service, written: Field, server: GatewayServer): Finding {
  const span = server.tlsMode?.span ?? server.protocolName?.span ?? server.field.span;
  return {
    headline: `the load balancer of \`${resource.name}\` speaks only HTTP/1.1, so gRPC does not get through`,
    primary: { span: written.span, text: "terminates connections as HTTP/1.1" },
    related: [{ span, text: "needs the connection as it is" }],
    note: "a classic load balancer with this setting supports neither HTTP/2 nor TLS passthrough: gRPC calls end with UNAVAILABLE (14), 503",
    help: "use `tcp`, without a certificate at the load balancer, or a network load balancer",
  };
}
