import type { Subset } from "../../src/mesh/objects/traffic-policy.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";

export const subsetWithoutLabels = defineRule({
  id: "subset-without-labels",
  topic: "references",
  summary: "a subset has neither labels nor a policy, so it is the whole service",
  severity: "info",
  reads: "destinationRule",
  fields: { "networking.istio.io/DestinationRule": ["spec.subsets"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "Subset.labels: without them the subset is all endpoints",
    ),
  ],
  answers: ["KIA0209"],
  *check({ subsets }) {
    for (const subset of subsets) {
      if (subset.labels.size === 0 && subset.field.get("trafficPolicy") === undefined)
        yield isEverything(subset);
    }
  },
});

function isEverything({ field, name }: Subset): Finding {
  const called = name?.value ?? "";
  return {
    headline: `subset \`${called}\` selects every pod`,
    primary: { span: (name ?? field).span, text: "no labels" },
    note: "calls to it are balanced over all versions of the gRPC server, as if there were no subset",
    help: "add the labels of the intended pods, or remove the subset",
  };
}
