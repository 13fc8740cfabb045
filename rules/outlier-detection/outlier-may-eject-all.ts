import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { grpcHostOf, type GrpcHost } from "../../src/mesh/ask/grpc-hosts.ts";
import { isService } from "../../src/mesh/objects/service.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const outlierMayEjectAll = defineRule({
  id: "outlier-may-eject-all",
  topic: "outlier-detection",
  summary: "outlier detection may eject every pod of a gRPC service at once",
  severity: "info",
  reads: "trafficPolicy",
  fields: policyPlaces("outlierDetection.maxEjectionPercent"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "OutlierDetection.max_ejection_percent, min_health_percent",
    ),
    istio(
      "pilot/pkg/networking/core/cluster_traffic_policy.go",
      "applyOutlierDetection: panic threshold 0",
    ),
  ],
  *check(policy, mesh) {
    const ejected = policy.outlierDetection?.get("maxEjectionPercent");
    const healthy = policy.outlierDetection?.get("minHealthPercent")?.number()?.value ?? 0;
    if (ejected?.number()?.value !== 100 || healthy > 0) return;
    const owner = mesh.ownerOf(policy.rule);
    if (owner !== undefined && !isService(owner)) return;
    const host = grpcHostOf(policy, mesh);
    if (host) yield mayEjectAll(ejected, host);
  },
});

function mayEjectAll(ejected: Field, { name, evidence }: GrpcHost): Finding {
  return {
    headline: `outlier detection may eject all pods of \`${name}\` at once`,
    primary: { span: ejected.span, text: "all pods" },
    related: [{ span: evidence.span, text: evidence.text }],
    note: "a fault in a shared backend ejects all pods: every call ends with UNAVAILABLE (14), no healthy upstream",
    help: "use a lower limit, such as `maxEjectionPercent: 50`, or set `minHealthPercent`",
  };
}
