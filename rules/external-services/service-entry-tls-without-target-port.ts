import { isHttp } from "../../src/mesh/objects/protocol.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { tlsOriginationOf } from "../../src/mesh/ask/tls-origination.ts";
import type { ServiceEntry, ServiceEntryPort } from "../../src/mesh/objects/service-entry.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const serviceEntryTlsWithoutTargetPort = defineRule({
  id: "service-entry-tls-without-target-port",
  topic: "external-services",
  summary: "TLS is originated to the plaintext port of an external service",
  severity: "warning",
  reads: "serviceEntry",
  evidence: [
    istio(
      "pilot/pkg/serviceregistry/serviceentry/conversion.go",
      "convertPort: endpoints use targetPort, else number",
    ),
    thread("istio/istio#35661", "TLS origination for port 80: WRONG_VERSION_NUMBER"),
  ],
  fixable: "unsafe",
  *check(entry, mesh) {
    if (entry.resource.spec?.get("endpoints")) return;
    for (const port of entry.ports) {
      const { number, targetPort, protocol } = port;
      if (number === undefined || targetPort !== undefined || !isHttp(protocol)) continue;
      if (!plaintextPorts.has(number.value)) continue;
      const mode = tlsOriginationOf(entry, number.value, mesh);
      if (mode && !isPassedBy(entry, number.value, mesh)) yield plaintextPort(port, number, mode);
    }
  },
});

/** Ports on which practically nobody serves TLS. */
const plaintextPorts: ReadonlySet<number> = new Set([80, 8080]);

/** Whether routes for the host send to other ports of it alone, such as those of an egress gateway to 443. */
function isPassedBy({ hosts }: ServiceEntry, port: number, mesh: Mesh): boolean {
  const found = hosts.flatMap(({ value }) => mesh.anyDestinationsFor(value));
  return (
    found.length > 0 &&
    found.every(({ portNumber }) => portNumber !== undefined && portNumber.value !== port)
  );
}

function plaintextPort(port: ServiceEntryPort, number: Located<number>, mode: Field): Finding {
  const written = port.field.get("number");
  const edit = written && addAfter(written, "targetPort: 443");
  return {
    headline: `sidecars originate TLS and send it to port ${number.value}`,
    primary: { span: number.span, text: "no `targetPort`" },
    related: [{ span: mode.span, text: "originates TLS" }],
    note: "the server speaks plaintext there: calls end with UNAVAILABLE (14), WRONG_VERSION_NUMBER in the log",
    help: "add `targetPort: 443`, so that calls to this port go to the server's TLS port",
    ...(edit && {
      fix: {
        title: "add `targetPort: 443` (proxies then connect to that port)",
        safe: false,
        edits: [edit],
      },
    }),
  };
}
