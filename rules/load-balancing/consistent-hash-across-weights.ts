import type { Destination } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const consistentHashAcrossWeights = defineRule({
  id: "consistent-hash-across-weights",
  topic: "load-balancing",
  summary: "a route splits calls by weight before a consistent hash chooses the pod",
  severity: "info",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].route[].weight"] },
  evidence: [
    envoy(
      "source/common/router/config_impl.cc",
      "pickWeightedCluster: a random value chooses the cluster, unless use_hash_policy is set",
    ),
    thread("istio/istio#9764", "the weight chooses the cluster before the hash chooses a host"),
  ],
  *check({ destinations }) {
    const shared = destinations.filter(({ weight }) => weight !== undefined && weight.value > 0);
    const hashes = shared.map(({ policy }) => policy?.loadBalancer?.get("consistentHash"));
    const [first] = shared;
    const hash = hashes.find((it) => it !== undefined);
    if (first && hash && shared.length > 1) yield drawsFirst(first, shared, hash);
  },
});

function drawsFirst(
  { weight, field, host }: Destination,
  shared: readonly Destination[],
  hash: Field,
): Finding {
  return {
    headline: `calls to \`${host?.value ?? ""}\` keep no affinity across these ${shared.length} destinations`,
    primary: { span: (weight ?? field).span, text: "chosen per call" },
    related: [{ span: hash.keySpan, text: "hashes within one destination" }],
    note: "the destination is chosen at random for each gRPC call: one user's calls alternate between versions",
    help: "route by a header where affinity matters, or accept affinity within each subset only",
  };
}
