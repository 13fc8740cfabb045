import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp2 } from "../../src/mesh/objects/protocol.ts";
import { portTitle, type HostPort } from "../../src/mesh/objects/service.ts";
import type { VirtualService } from "../../src/mesh/objects/virtual-service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const tcpRouteOnGrpcPort = defineRule({
  id: "tcp-route-on-grpc-port",
  topic: "routing",
  summary: "a `tcp` route for a gRPC or HTTP/2 port, where Istio ignores it",
  severity: "warning",
  reads: "virtualService",
  fields: { "networking.istio.io/VirtualService": ["spec.tcp[]"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "VirtualService.tcp: any port that is not HTTP or TLS",
    ),
  ],
  *check(virtualService, mesh) {
    if (!virtualService.viaMesh || virtualService.viaGateway) return;
    for (const route of virtualService.tcp) {
      const ports = portsOf(route, virtualService, mesh);
      const [port] = ports;
      if (port && ports.every(({ protocol }) => isHttp2(protocol))) yield ignored(route, port);
    }
  },
});

/** The ports that a `tcp` entry is about: those it matches, else all of the hosts'. */
function portsOf(
  route: Field,
  { hosts, resource }: VirtualService,
  mesh: Mesh,
): readonly HostPort[] {
  const owners = hosts.map(({ value }) => mesh.findHost(value, resource));
  if (!owners.every((owner) => owner !== undefined)) return [];
  const wanted = (route.get("match")?.items() ?? []).flatMap(
    (it) => it.get("port")?.number() ?? [],
  );
  return owners
    .flatMap((owner): readonly HostPort[] => owner?.ports ?? [])
    .filter(({ number }) => wanted.length === 0 || wanted.some((it) => it.value === number?.value));
}

function ignored(route: Field, port: HostPort): Finding {
  const [first] = route.fields();
  const section = route.parent ?? route;
  return {
    headline: `a \`tcp\` route has no effect on port ${portTitle(port)}: it is HTTP/2 to Istio`,
    primary: { span: section.keySpan, text: "not used on HTTP ports" },
    related: [
      { span: port.protocolSpan, text: "declares HTTP/2" },
      ...(first ? [{ span: first.keySpan, text: "this entry" }] : []),
    ],
    note: "calls go to the host as if this route were not there: its destinations and weights have no effect",
    help: "move the route to `http`",
  };
}
