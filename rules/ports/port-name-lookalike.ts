import { portFaultOf, prefixOf } from "../../src/mesh/ask/port-fault.ts";
import { lookalikeOf } from "../../src/mesh/ask/protocol-lookalikes.ts";
import type { ServicePort } from "../../src/mesh/objects/service.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { declareProtocol } from "../../src/rule/port-fixes.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const portNameLookalike = defineRule({
  id: "port-name-lookalike",
  topic: "ports",
  summary: "a port name starts with a word like gRPC or HTTP/2 that Istio does not know",
  severity: "warning",
  answers: ["IST0118", "KIA0601"],
  reads: "servicePort",
  evidence: [
    istio("pkg/config/protocol/instance.go", "Parse: the words that Istio knows"),
    thread("istio/istio#57294", "a port named `h2c` behind a gateway: 502, protocol error"),
  ],
  fixable: "unsafe",
  ofIstio: ({ service }) => service.resource,
  *check(port, mesh) {
    if (portFaultOf(port, mesh)?.kind !== "port-name-lookalike" || !port.name) return;
    const meant = lookalikeOf(prefixOf(port.name.value));
    if (meant) yield unknownWord(port, port.name, meant);
  },
});

function unknownWord(port: ServicePort, name: Located<string>, meant: string): Finding {
  const word = prefixOf(name.value);
  const renamed = meant + name.value.slice(word.length);
  const fix = meant === "tls" ? undefined : declareProtocol(port, { protocol: meant, safe: false });
  return {
    headline: `Istio does not know \`${word}\`, so port \`${name.value}\` declares no protocol`,
    primary: { span: name.span, text: "unknown to Istio" },
    note: "sidecars must guess, and gateways use HTTP/1.1: gRPC through them ends with UNAVAILABLE (14)",
    help:
      meant === "tls"
        ? `rename it to \`${renamed}\` if the server speaks TLS, otherwise to \`grpc\``
        : `rename it to \`${renamed}\`, or add \`appProtocol: ${meant}\``,
    ...(fix && { fix }),
  };
}
