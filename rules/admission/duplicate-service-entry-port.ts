import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "networking.istio.io/ServiceEntry": ["spec.ports[].number"] };

export const duplicateServiceEntryPort = defineRule({
  id: "duplicate-service-entry-port",
  topic: "admission",
  summary: "two ports of a ServiceEntry have the same number",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "ServiceEntry.ports: port number cannot be duplicated",
    ),
  ],
  *check(resource) {
    const seen = new Map<number, Field>();
    for (const number of placesOf(resource, places)) {
      const value = number.number()?.value;
      if (value === undefined) continue;
      const earlier = seen.get(value);
      if (earlier) yield taken(number, earlier, value);
      else seen.set(value, number);
    }
  },
});

function taken(number: Field, earlier: Field, value: number): Finding {
  return refusal({
    headline: `two ports of this ServiceEntry have number ${value}`,
    primary: { span: number.span, text: "taken" },
    related: [{ span: earlier.span, text: "by this port" }],
    help: "give it another number, or keep only the port with the right protocol",
  });
}
