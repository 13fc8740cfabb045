import type { Route } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

export const weightOfOnlyDestination = defineRule({
  id: "weight-of-only-destination",
  topic: "references",
  summary: "the only destination of a route has a weight below 100, and gets all calls",
  severity: "info",
  reads: "anyRoute",
  fields: {
    "networking.istio.io/VirtualService": [
      "spec.http[].route[].weight",
      "spec.tls[].route[].weight",
      "spec.tcp[].route[].weight",
    ],
  },
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "a single destination becomes the route's cluster, its weight is left out",
    ),
  ],
  answers: ["KIA1104"],
  *check({ api, protocol, destinations }) {
    const [only] = destinations;
    const weight = only?.weight;
    if (api === "VirtualService" && destinations.length === 1 && weight && weight.value < 100)
      yield all(weight, protocol);
  },
});

function all({ value, span }: Located<number>, protocol: Route["protocol"]): Finding {
  const calls = protocol === "http" ? "gRPC calls" : "connections";
  return {
    headline: `\`weight: ${value}\` has no effect: this is the only destination`,
    primary: { span, text: `gets all ${protocol === "http" ? "calls" : "connections"}` },
    note: `all ${calls} of the route go there, not ${value}%`,
    help: "add the destination for the rest, or remove `weight`",
  };
}
