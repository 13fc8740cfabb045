import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { ServiceEntryPort } from "../../src/mesh/objects/service-entry.ts";
import { portTitle } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const serviceEntryDoubleTls = defineRule({
  id: "service-entry-double-tls",
  topic: "external-services",
  summary: "the proxy originates TLS to a port where clients already speak TLS",
  severity: "warning",
  reads: "trafficPolicy",
  fields: policyPlaces("tls.mode"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/cluster_tls.go",
      "applyUpstreamTLSSettings: SIMPLE and MUTUAL wrap everything the client sends",
    ),
    thread(
      "istio/istio#17031",
      "HTTPS ServiceEntry with a `SIMPLE` DestinationRule: handshake fails",
    ),
  ],
  *check(policy, mesh) {
    const mode = policy.tls?.get("mode");
    const host = policy.rule.host?.value;
    if (!/^(?:SIMPLE|MUTUAL)$/.test(mode?.text ?? "") || !mode || !host || policy.subset) return;
    for (const port of mesh.portsOf(policy)) {
      if (port.service !== undefined || !/^(?:HTTPS|TLS)$/.test(port.protocol)) continue;
      if (!isDecrypted(host, port, mesh)) yield wrappedTwice(mode, port, host);
    }
  },
});

/** Whether a proxy has, or may have, plain requests for the port: a route by HTTP or TCP leads there. */
function isDecrypted(host: string, { number }: ServiceEntryPort, mesh: Mesh): boolean {
  return mesh
    .anyDestinationsFor(host)
    .some(
      ({ route, portNumber }) =>
        route.protocol !== "tls" &&
        (portNumber === undefined || portNumber.value === number?.value),
    );
}

function wrappedTwice(mode: Field, port: ServiceEntryPort, host: string): Finding {
  return {
    headline: `TLS to \`${host}\` port ${portTitle(port)} is wrapped in TLS again`,
    primary: { span: mode.span, text: "the proxy originates TLS" },
    related: [{ span: port.protocolSpan, text: "clients speak TLS here" }],
    note: "clients that speak TLS to this port fail their handshake: UNAVAILABLE (14)",
    help: `remove \`tls\` for this port; or let clients send plaintext to a port of \`protocol: GRPC\` with \`targetPort: ${port.number?.value ?? 443}\``,
  };
}
