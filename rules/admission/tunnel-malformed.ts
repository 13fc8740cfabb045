import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

const places: Places = {
  "networking.istio.io/DestinationRule": ["spec.trafficPolicy", "spec.subsets[].trafficPolicy"],
};

export const tunnelMalformed = defineRule({
  id: "tunnel-malformed",
  topic: "admission",
  summary: "a tunnel protocol is not CONNECT or POST, or is combined with the PROXY protocol",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [
    istio("pkg/config/validation/validation.go", "validateTunnelSettings"),
    istio(
      "pkg/config/validation/validation.go",
      "tunnel and proxyProtocol must not be set together",
    ),
  ],
  fixable: "safe",
  *check(resource) {
    for (const policy of placesOf(resource, places)) {
      const tunnel = policy.get("tunnel");
      const other = policy.get("proxyProtocol");
      if (tunnel && other) yield exclusive(resource, tunnel, other);
      const protocol = tunnel?.get("protocol");
      const text = protocol?.text;
      if (protocol && text !== undefined && !/^(?:CONNECT|POST)?$/.test(text)) {
        yield unknown(resource, protocol, text);
      }
    }
  },
});

function exclusive(resource: Resource, tunnel: Field, other: Field): Finding {
  return webhookRefusal(resource, {
    headline: "`tunnel` and `proxyProtocol` are mutually exclusive",
    primary: { span: other.keySpan, text: "adds a header" },
    related: [{ span: tunnel.keySpan, text: "wraps the connection" }],
    help: "keep one of the two",
  });
}

function unknown(resource: Resource, protocol: Field, text: string): Finding {
  const upper = text.toUpperCase();
  const meant = upper === "CONNECT" || upper === "POST" ? upper : undefined;
  const edit = meant === undefined ? undefined : replaceText(protocol, meant);
  return webhookRefusal(resource, {
    headline: `tunnel protocol \`${shorten(text)}\` is not valid: use \`CONNECT\` or \`POST\``,
    primary: { span: protocol.span, text: "neither CONNECT nor POST" },
    help: `use \`${meant ?? "CONNECT"}\``,
    ...(edit && { fix: { title: `use \`${meant ?? ""}\``, safe: true, edits: [edit] } }),
  });
}
