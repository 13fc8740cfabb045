import { gather } from "../../src/collections/gather.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import type { Destination } from "../../src/mesh/objects/route.ts";
import type { ServiceEntry, ServiceEntryPort } from "../../src/mesh/objects/service-entry.ts";
import type { DestinationRule } from "../../src/mesh/objects/traffic-policy.ts";
import { tlsOriginationOf } from "../../src/mesh/ask/tls-origination.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const serviceEntry443WithoutTls = defineRule({
  id: "service-entry-443-without-tls",
  topic: "external-services",
  summary: "an external service is called in plaintext HTTP/2 on port 443",
  severity: "warning",
  severityWhere: { info: "no route and no DestinationRule shows that proxies send to the port" },
  reads: "serviceEntry",
  evidence: [
    istio(
      "pkg/config/protocol/instance.go",
      "GRPC and HTTP2 are plaintext; IsTLS is HTTPS and TLS",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_tls.go",
      "TLS to external hosts comes from a DestinationRule only",
    ),
  ],
  *check(entry, mesh) {
    if (entry.resource.spec?.get("location")?.text === "MESH_INTERNAL") return;
    for (const port of entry.ports) {
      const { number, targetPort, protocolName, protocol } = port;
      if (number === undefined || (targetPort ?? number).value !== 443) continue;
      if (!isHttp2(protocol) || protocolName === undefined) continue;
      if (tlsOriginationOf(entry, number.value, mesh)) continue;
      const plain = plainDestination(entry, number.value, mesh);
      if (isRouted(entry, mesh) && plain === undefined) continue;
      const rules = entry.hosts.flatMap((it) =>
        mesh.findDestinationRules(it.value, entry.resource),
      );
      yield plaintextTo443(entry, port, { protocol: protocolName, rule: rules[0], plain });
    }
  },
});

/** Its own routes may lead elsewhere, to an egress gateway for instance. */
function isRouted(entry: ServiceEntry, mesh: Mesh): boolean {
  return entry.hosts.some(({ value }) => mesh.routesFor(value).length > 0);
}

/** The route that leads to this very port, for instance the second one of an egress gateway. */
function plainDestination(
  { hosts, ports }: ServiceEntry,
  number: number,
  mesh: Mesh,
): Destination | undefined {
  return gather(hosts, ({ value }) => mesh.destinationsFor(value)).find(({ portNumber }) =>
    portNumber === undefined ? ports.length === 1 : portNumber.value === number,
  );
}

interface Plaintext {
  readonly protocol: Located<string>;
  readonly rule: DestinationRule | undefined;
  readonly plain: Destination | undefined;
}

function plaintextTo443(
  { hosts }: ServiceEntry,
  { number, targetPort }: ServiceEntryPort,
  { protocol, rule, plain }: Plaintext,
): Finding {
  const host = hosts[0]?.value ?? "this host";
  const dialled = targetPort ?? number;
  return {
    headline: `calls to port 443 of \`${host}\` leave the ${leaver(plain)} in plaintext`,
    primary: { span: protocol.span, text: "plaintext HTTP/2" },
    related: [
      ...(dialled ? [{ span: dialled.span, text: "a port for TLS" }] : []),
      ...(plain?.host ? [{ span: plain.host.span, text: "sent from here" }] : []),
      ...(rule?.host ? [{ span: rule.host.span, text: "this rule sets no `tls.mode`" }] : []),
    ],
    note: "a TLS server drops them: UNAVAILABLE (14); TLS sent by the application bypasses these routes",
    help: `if clients send TLS, use \`protocol: TLS\`; otherwise add a DestinationRule for \`${host}\` with \`tls.mode: SIMPLE\``,
    severity: rule === undefined && plain === undefined ? "info" : "warning",
  };
}

function leaver(plain: Destination | undefined): string {
  const viaGateway = plain?.route.viaGateway === true && !isForMesh(plain);
  return viaGateway ? "egress gateway" : "sidecar";
}

/** Routes of the mesh have no gateway among the conditions of their matches. */
function isForMesh({ route }: Destination): boolean {
  const gateways = gather(route.matches, ({ field }) => field.get("gateways")?.strings() ?? []);
  return gateways.length === 0 ? route.viaMesh : gateways.some(({ value }) => value === "mesh");
}
