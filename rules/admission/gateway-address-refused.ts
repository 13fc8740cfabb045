import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "gateway.networking.k8s.io/Gateway": ["spec.addresses[]"] };

export const gatewayAddressRefused = defineRule({
  id: "gateway-address-refused",
  topic: "admission",
  summary: "a Gateway requests the same address twice, or an invalid hostname",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi("apis/v1/gateway_types.go", "GatewaySpec.addresses: values must be unique (CEL)"),
  ],
  *check(resource) {
    const seen = new Map<string, Field>();
    for (const address of placesOf(resource, places)) {
      const type = address.get("type")?.text ?? "IPAddress";
      const value = address.get("value");
      const text = value?.text;
      if (value === undefined || text === undefined) continue;
      const earlier = seen.get(`${type} ${text}`);
      if (earlier && known.has(type)) yield again(value, earlier, text);
      if (!earlier && type === "Hostname" && !hostname.test(text)) yield noHostname(value, text);
      seen.set(`${type} ${text}`, value);
    }
  },
});

const known: ReadonlySet<string> = new Set(["Hostname", "IPAddress"]);
const hostname = /^(?:\*\.)?[a-z\d](?:[-a-z\d]*[a-z\d])?(?:\.[a-z\d](?:[-a-z\d]*[a-z\d])?)*$/;

function again(value: Field, earlier: Field, text: string): Finding {
  return refusal({
    headline: `the address \`${text}\` is listed twice`,
    primary: { span: value.span, text: "listed again" },
    related: [{ span: earlier.span, text: "first listed here" }],
    help: "remove one of the two",
  });
}

function noHostname(value: Field, text: string): Finding {
  return refusal({
    headline: `\`${text}\` is not a valid hostname`,
    primary: { span: value.span, text: "not a DNS name" },
    help: "use lowercase letters, digits, `-` and `.`, or change the `type` of the address",
  });
}
