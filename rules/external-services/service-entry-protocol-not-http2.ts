import type { Mesh } from "../../src/mesh/mesh.ts";
import { isHttp2 } from "../../src/mesh/protocol.ts";
import type { Route } from "../../src/mesh/route.ts";
import type { ServiceEntry, ServiceEntryPort } from "../../src/mesh/service-entry.ts";
import { tlsOriginationOf } from "../../src/mesh/tls-origination.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const serviceEntryProtocolNotHttp2 = defineRule({
  id: "service-entry-protocol-not-http2",
  topic: "external-services",
  summary: "gRPC is routed to a port of a ServiceEntry that is not declared as HTTP/2",
  severity: "warning",
  reads: "serviceEntry",
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_tls.go",
      "HTTP/2 is negotiated for clusters declared HTTP/2 only",
    ),
    thread("istio/istio#29746", "gRPC origination over HTTP ports: unexpected EOS on DATA frame"),
  ],
  fixable: "unsafe",
  *check(entry, mesh) {
    for (const port of entry.ports) {
      const name = port.field.get("protocol");
      if (!name || port.number === undefined || isHttp2(port.protocol)) continue;
      const originates = tlsOriginationOf(entry, port.number.value, mesh) !== undefined;
      if (port.protocol !== "HTTP" && !originates) continue;
      const route = grpcRouteTo(entry, port, mesh);
      if (route && !speaksHttp2(entry, route)) yield notHttp2(entry, name, route);
    }
  },
});

/** A route with gRPC paths or conditions that leads to the port. */
function grpcRouteTo(
  { hosts }: ServiceEntry,
  { number }: ServiceEntryPort,
  mesh: Mesh,
): Route | undefined {
  return hosts
    .flatMap(({ value }) => mesh.destinationsFor(value))
    .filter(({ portNumber }) => portNumber === undefined || portNumber.value === number?.value)
    .map(({ route }) => route)
    .find(({ evidence }) => evidence.length > 0);
}

function speaksHttp2({ hosts }: ServiceEntry, route: Route): boolean {
  const own = route.destinations.find(({ host }) =>
    hosts.some(({ value }) => value === host?.value),
  );
  const http = own?.policy?.connectionPool?.get("http");
  return (
    http?.get("h2UpgradePolicy")?.text === "UPGRADE" ||
    http?.get("useClientProtocol")?.boolean()?.value === true
  );
}

function notHttp2({ hosts }: ServiceEntry, name: Field, { evidence }: Route): Finding {
  const written = name.text ?? "";
  const edit = replaceText(name, "GRPC");
  return {
    headline: `gRPC goes to \`${hosts[0]?.value ?? "this host"}\` over a port declared \`${written}\``,
    primary: { span: name.span, text: "not HTTP/2" },
    related: evidence.slice(0, 1).map(({ span, text }) => ({ span, text })),
    note: "sidecars do not ask for HTTP/2 on this port, so gRPC calls end with UNAVAILABLE (14)",
    help: "write `protocol: GRPC`: TLS still comes from the DestinationRule",
    ...(edit && {
      fix: { title: "write `GRPC`, for every client of this host", safe: false, edits: [edit] },
    }),
  };
}
