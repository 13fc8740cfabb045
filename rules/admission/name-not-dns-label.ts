import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import { isDnsLabel } from "../../src/validate/domain-name.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";
import { shorten } from "../../src/text/shorten.ts";
import { withoutOuter } from "../../src/text/trim.ts";

/** Where an empty text means "not set". */
const optional: Places = {
  "networking.istio.io/VirtualService": [
    "spec.http[].match[].sourceNamespace",
    "spec.http[].route[].destination.subset",
    "spec.http[].mirror.subset",
    "spec.http[].mirrors[].destination.subset",
    "spec.tls[].route[].destination.subset",
    "spec.tcp[].route[].destination.subset",
  ],
  "networking.istio.io/Sidecar": [
    "spec.ingress[].port.name",
    "spec.egress[].port.name",
    "spec.outboundTrafficPolicy.egressProxy.subset",
  ],
};

const required: Places = {
  "networking.istio.io/DestinationRule": ["spec.subsets[].name"],
  "networking.istio.io/Gateway": ["metadata.name"],
  "networking.istio.io/ServiceEntry": ["spec.ports[].name"],
};

export const nameNotDnsLabel = defineRule({
  id: "name-not-dns-label",
  topic: "admission",
  summary: "the name of a subset, port, namespace or Gateway is not a DNS label",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: [optional, required],
  evidence: [
    istio("pkg/config/validation/validation.go", "validateSubsetName, ValidatePortName"),
    istio("pkg/config/validation/validation.go", "ValidateGateway: invalid gateway name"),
    istio("pkg/config/labels/instance.go", "IsDNS1123Label"),
  ],
  *check(resource) {
    const names = [
      ...placesOf(resource, optional).filter((field) => field.text !== ""),
      ...placesOf(resource, required),
    ];
    for (const field of names) {
      const name = field.string();
      if (name === undefined || isDnsLabel(name.value) || isNameToFill(name.value)) continue;
      yield noLabel(resource, name, whatIsNamed(field));
    }
  },
});

function whatIsNamed({ step, parent }: Field): string {
  if (step === "sourceNamespace") return "a namespace";
  if (step === "subset" || parent?.parent?.step === "subsets") return "a subset";
  return parent?.step === "metadata" ? "a Gateway" : "a port";
}

function noLabel(resource: Resource, name: Located<string>, what: string): Finding {
  const { value } = name;
  return webhookRefusal(resource, {
    headline:
      value === ""
        ? `${what} without a name`
        : `\`${shorten(value)}\` is not a valid name for ${what}`,
    primary: { span: name.span, text: faultOf(value) },
    // The API server takes no upper case in the name of an object.
    help: adviceFor(what === "a Gateway" ? value.toLowerCase() : value),
  });
}

function faultOf(name: string): string {
  if (name === "") return "an empty name";
  const stranger = /[^-a-zA-Z0-9]/.exec(name)?.[0];
  if (stranger !== undefined) return `\`${stranger}\` is not allowed`;
  return name.length > 63 ? "longer than 63 characters" : "starts or ends with `-`";
}

function adviceFor(name: string): string {
  const better = withoutOuter(name.replaceAll(/[^-a-zA-Z0-9]+/g, "-"), "-").slice(0, 63);
  if (!isDnsLabel(better)) return "use letters, digits and `-`";
  return `use letters, digits and \`-\`, such as \`${better}\`, wherever the name is used`;
}
