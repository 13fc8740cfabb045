import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import {
  endpointForm,
  isFoundByDns,
  type AddressForm,
} from "../../src/validate/endpoint-address.ts";
import { isIpAddress, isIpAddressOrRange } from "../../src/validate/ip-address.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

const sources = ["ipBlocks", "notIpBlocks", "remoteIpBlocks", "notRemoteIpBlocks"];

const ranges: Places = {
  "networking.istio.io/VirtualService": [
    "spec.tls[].match[].destinationSubnets[]",
    "spec.tcp[].match[].destinationSubnets[]",
  ],
  "networking.istio.io/ServiceEntry": ["spec.addresses[]"],
  "security.istio.io/AuthorizationPolicy": sources.map(
    (name) => `spec.rules[].from[].source.${name}[]`,
  ),
};

const binds: Places = {
  "networking.istio.io/Gateway": ["spec.servers[].bind"],
  "networking.istio.io/Sidecar": ["spec.ingress[].bind", "spec.egress[].bind"],
};

const workloads: Places = {
  "networking.istio.io/WorkloadEntry": ["spec.address"],
  "networking.istio.io/ServiceEntry": ["spec.endpoints[].address"],
};

const endpoints: Places = { "networking.istio.io/ServiceEntry": ["spec.endpoints[]"] };

export const addressMalformed = defineRule({
  id: "address-malformed",
  topic: "admission",
  summary: "an address that is not valid for its field",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: [ranges, binds, workloads, endpoints],
  evidence: [
    istio("pkg/config/validation/agent/validation.go", "ValidateIPAddress, ValidateIPSubnet"),
    istio("pkg/config/validation/validation.go", "validateWorkloadEntry, validateServerBind"),
    istio("pkg/config/security/security.go", "ValidateIPs"),
  ],
  *check(resource) {
    for (const [field, text] of textsAt(resource, ranges)) {
      if (!isIpAddressOrRange(text)) yield malformed(resource, field, range);
    }
    for (const [field, text] of textsAt(resource, binds)) {
      if (text !== "" && !isBind(resource, field, text)) yield malformed(resource, field, bind);
    }
    for (const [field, text] of textsAt(resource, workloads)) {
      const form = endpointForm(resource);
      if (form && !form.takes(text)) yield malformed(resource, field, form);
    }
    for (const endpoint of placesOf(resource, endpoints)) {
      const network = endpoint.get("network");
      // Without both the CRD refuses it; DNS needs a name even for another network.
      if (network && !endpoint.get("address") && isFoundByDns(resource))
        yield nameless(resource, network);
    }
  },
});

const range: AddressForm = {
  label: "not an IP address or range",
  help: "use an IP address such as `10.0.0.7`, or a range such as `10.0.0.0/8`",
};
const bind: AddressForm = {
  label: "not an IP address",
  help: "use an IP address such as `0.0.0.0`, or `unix:///path` with port 0",
};

function textsAt(resource: Resource, places: Places): readonly (readonly [Field, string])[] {
  return placesOf(resource, places).flatMap((field) => {
    const text = field.text;
    return text === undefined || isPlaceholder(text) ? [] : [[field, text] as const];
  });
}

/** Sockets have rules of their own; listeners of a Sidecar have one only at port 0. */
function isBind(resource: Resource, field: Field, text: string): boolean {
  const port = field.parent?.at("port", "number")?.number()?.value ?? 0;
  const mayBeSocket = resource.kind === "Gateway" || (isEgress(field) && port === 0);
  return isIpAddress(text) || (mayBeSocket && text.startsWith("unix://"));
}

function isEgress(field: Field): boolean {
  return field.parent?.parent?.step === "egress";
}

function nameless(resource: Resource, network: Field): Finding {
  return webhookRefusal(resource, {
    headline: "an endpoint resolved by DNS needs an `address`",
    primary: { span: network.keySpan, text: "nothing to resolve" },
    help: "add `address` with a host name, or set `resolution: STATIC`",
  });
}

function malformed(resource: Resource, field: Field, { label, help }: AddressForm): Finding {
  const text = field.text ?? "";
  const { step, parent } = field;
  const place = typeof step === "number" ? parent?.step : step;
  return webhookRefusal(resource, {
    headline: `\`${shorten(text)}\` is not a valid address for \`${String(place)}\``,
    primary: { span: field.span, text: label },
    help,
  });
}
