import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyFilterThresholdsIgnored = defineRule({
  id: "envoy-filter-thresholds-ignored",
  topic: "envoy-filters",
  summary: "circuit breaker thresholds of an EnvoyFilter are appended after Istio's own",
  severity: "warning",
  reads: "envoyPatch",
  evidence: [
    istio("pkg/proto/merge/merge.go", "mergeList: MERGE appends to lists"),
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyConnectionPool sets a default threshold",
    ),
    envoy(
      "api/envoy/config/cluster/v3/circuit_breaker.proto",
      "the first threshold of a priority is used",
    ),
  ],
  *check(patch) {
    const { applyTo, operation, context, match, value } = patch;
    if (applyTo?.value !== "CLUSTER" || operation?.value !== "MERGE") return;
    // Clusters that are named may be an EnvoyFilter's own; inbound ones have no thresholds of Istio's.
    if (context?.value === "SIDECAR_INBOUND" || match?.at("cluster", "name")) return;
    const breakers = value?.get("circuit_breakers") ?? value?.get("circuitBreakers");
    const thresholds = breakers?.get("thresholds");
    const own = thresholds?.items().filter(isDefaultPriority) ?? [];
    if (thresholds && own.length > 0) yield ignored(patch, thresholds, own);
  },
});

function isDefaultPriority(threshold: Field): boolean {
  return (threshold.get("priority")?.text ?? "DEFAULT") === "DEFAULT";
}

/** The setting of a DestinationRule's `connectionPool` for a setting of Envoy's. */
const settings: ReadonlyMap<string, string> = new Map([
  ["max_connections", "tcp.maxConnections"],
  ["max_pending_requests", "http.http1MaxPendingRequests"],
  ["max_requests", "http.http2MaxRequests"],
  ["max_retries", "http.maxRetries"],
]);

function ignored({ resource }: EnvoyPatch, thresholds: Field, own: readonly Field[]): Finding {
  const wanted = own
    .flatMap((threshold) => threshold.fields())
    .flatMap((field) => {
      const name = settings.get(
        String(field.step).replaceAll(/[A-Z]/g, (it) => `_${it.toLowerCase()}`),
      );
      return name === undefined ? [] : [`${name}: ${String(field.scalar()?.value ?? "")}`];
    });
  return {
    headline: `the circuit breaker thresholds of \`${resource.name}\` have no effect`,
    primary: { span: thresholds.keySpan, text: "appended after Istio's own" },
    note: "Envoy uses the first threshold of a priority, which is Istio's: gRPC streams stay unlimited",
    help:
      wanted.length === 0
        ? "set `connectionPool` in a DestinationRule instead"
        : `set ${list(wanted)} in the \`connectionPool\` of a DestinationRule`,
  };
}
