import { parseProtocol } from "../../src/mesh/objects/protocol.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

const places: Places = {
  "networking.istio.io/Gateway": ["spec.servers[].port.protocol"],
  "networking.istio.io/ServiceEntry": ["spec.ports[].protocol"],
  "networking.istio.io/Sidecar": ["spec.ingress[].port.protocol", "spec.egress[].port.protocol"],
};

const names = [
  "GRPC",
  "GRPC-WEB",
  "HTTP",
  "HTTP2",
  "HTTPS",
  "HTTP_PROXY",
  "TLS",
  "TCP",
  "UDP",
  "MONGO",
  "REDIS",
  "MYSQL",
];

export const protocolUnknown = defineRule({
  id: "protocol-unknown",
  topic: "admission",
  summary: "a Gateway, ServiceEntry or Sidecar port has an unknown protocol",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [
    istio("pkg/config/validation/validation.go", "validateServerPort, ValidateProtocol"),
    istio("pkg/config/protocol/instance.go", "Parse"),
  ],
  fixable: "safe",
  *check(resource) {
    for (const field of placesOf(resource, places)) {
      const protocol = field.string();
      if (protocol === undefined || isPlaceholder(protocol.value)) continue;
      // Nothing written is sniffed, but a Gateway's server says what it serves.
      if (protocol.value === "" && resource.kind !== "Gateway") continue;
      if (parseProtocol(protocol.value) === "auto") yield unknown(resource, field, protocol);
    }
  },
});

function unknown(resource: Resource, field: Field, { value, span }: Located<string>): Finding {
  const meant = /^h2c?$/i.test(value) ? "HTTP2" : similarName(value.toUpperCase(), names);
  return webhookRefusal(resource, {
    headline: `unknown protocol \`${value}\``,
    primary: { span, text: "not a protocol that Istio knows" },
    help:
      meant === undefined
        ? "use `GRPC` for gRPC, or `HTTP`, `HTTP2`, `HTTPS`, `TLS` or `TCP`"
        : `use \`${meant}\``,
    ...(meant !== undefined &&
      offerFix(replaceText(field, meant), { title: `use \`${meant}\``, safe: true })),
  });
}
