import type { Route } from "../../src/mesh/objects/route.ts";
import { defineRule, gatewayApi, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const backendWeightsAllZero = defineRule({
  id: "backend-weights-all-zero",
  topic: "gateway-api",
  summary: "every backend of a Gateway API route has weight 0",
  severity: "warning",
  reads: "anyRoute",
  fields: {
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].backendRefs[].weight"],
    "gateway.networking.k8s.io/GRPCRoute": ["spec.rules[].backendRefs[].weight"],
    "gateway.networking.k8s.io/TLSRoute": ["spec.rules[].backendRefs[].weight"],
    "gateway.networking.k8s.io/TCPRoute": ["spec.rules[].backendRefs[].weight"],
  },
  evidence: [
    gatewayApi("apis/v1/shared_types.go", "BackendRef.weight: 0 for all means no traffic"),
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "convertGRPCRoute: direct response 500 where the sum is 0",
    ),
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "convertTLSRoute, convertTCPRoute: a destination that does not exist where the sum is 0",
    ),
  ],
  *check(route) {
    if (route.api === "VirtualService" || route.destinations.length === 0) return;
    const weights = route.destinations.flatMap(({ weight }) => weight ?? []);
    const [first, ...others] = weights;
    if (first === undefined || weights.length < route.destinations.length) return;
    if (weights.every(({ value }) => value === 0)) yield nobodyServes(route, first, others);
  },
});

function nobodyServes(
  route: Route,
  first: Located<number>,
  others: readonly Located<number>[],
): Finding {
  const alone = others.length === 0;
  return {
    headline: alone ? "the only backend has weight 0" : "every backend of this rule has weight 0",
    primary: { span: first.span, text: "gets no calls" },
    related: others.slice(0, 2).map(({ span }) => ({ span, text: "gets no calls either" })),
    note: consequenceOf(route),
    help: "give one backend a weight above 0, or remove the weights to share calls evenly",
  };
}

function consequenceOf({ api, protocol }: Route): string {
  if (protocol !== "http") return "Istio closes every connection of the route";
  return api === "GRPCRoute"
    ? "Istio answers every call with status 500, which gRPC clients report as UNKNOWN (2)"
    : "Istio answers every request with status 500; gRPC clients would report UNKNOWN (2)";
}
