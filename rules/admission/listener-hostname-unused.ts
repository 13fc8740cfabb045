import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "gateway.networking.k8s.io/Gateway": ["spec.listeners[]"],
  "gateway.networking.k8s.io/ListenerSet": ["spec.listeners[]"],
};

export const listenerHostnameUnused = defineRule({
  id: "listener-hostname-unused",
  topic: "admission",
  summary: "a listener for TCP or UDP has a hostname",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi(
      "apis/v1/gateway_types.go",
      "GatewaySpec.listeners: hostname must not be specified for protocols TCP, UDP (CEL)",
    ),
  ],
  *check(resource) {
    for (const listener of placesOf(resource, places)) {
      const protocol = listener.get("protocol");
      const hostname = listener.get("hostname");
      const name = protocol?.text ?? "";
      if (!protocol || !hostname || !["TCP", "UDP"].includes(name)) continue;
      if (hostname.text !== "") yield unused(hostname, protocol, name);
    }
  },
});

function unused(hostname: Field, protocol: Field, name: string): Finding {
  return refusal({
    headline: `\`hostname\` is not allowed on a ${name} listener`,
    primary: { span: hostname.keySpan, text: "never compared" },
    related: [{ span: protocol.span, text: "carries no host name" }],
    help: "remove `hostname`, or use `protocol: TLS`, where clients send it as SNI",
  });
}
