import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

/** One less than the length that the CRD compares with. */
const longest = 62;

const places: Places = {
  "networking.istio.io/ServiceEntry": ["spec.endpoints[].ports{}"],
  "networking.istio.io/WorkloadEntry": ["spec.ports{}"],
  "networking.istio.io/WorkloadGroup": ["spec.template.ports{}"],
};

export const endpointPortNameMalformed = defineRule({
  id: "endpoint-port-name-malformed",
  topic: "admission",
  summary: "the name of an endpoint port is not a valid port name",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "WorkloadEntry.ports: port name must be valid",
    ),
  ],
  *check(resource) {
    for (const port of placesOf(resource, places)) {
      const name = port.key.value;
      const isName = /^[a-z\d](?:[-a-z\d]*[a-z\d])?$/i.test(name);
      if (!isName || name.length > longest) yield misnamed(port, isName);
    }
  },
});

function misnamed(port: Field, isTooLong: boolean): Finding {
  return refusal({
    headline: `\`${port.key.value}\` is not a valid port name`,
    primary: {
      span: port.keySpan,
      text: isTooLong ? `over ${longest} characters` : "not a valid port name",
    },
    help: "use the port name of the service: letters, digits and `-`, with a letter or digit at both ends",
  });
}
