import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "gateway.networking.k8s.io/TLSRoute": ["spec.hostnames[]"] };

export const tlsRouteIpAddress = defineRule({
  id: "tls-route-ip-address",
  topic: "admission",
  summary: "a TLSRoute hostname is an IP address",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi("apis/v1/tlsroute_types.go", "TLSRouteSpec: Hostnames cannot contain an IP (CEL)"),
  ],
  *check(resource) {
    for (const host of placesOf(resource, places)) {
      if (isAddress(host.text ?? "")) yield noName(host);
    }
  },
});

/** Of IP addresses, only those of version 4 have the form of a hostname. */
function isAddress(host: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(host);
}

function noName(host: Field): Finding {
  return refusal({
    headline: `\`${host.text ?? ""}\` is an IP address; SNI carries only host names`,
    primary: { span: host.span, text: "never in a ClientHello" },
    help: "use the host name that clients send, such as `ratings.example.com`",
  });
}
