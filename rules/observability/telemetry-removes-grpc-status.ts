import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "telemetry.istio.io/Telemetry": ["spec.metrics[].overrides[].tagOverrides.grpc_response_status"],
};

export const telemetryRemovesGrpcStatus = defineRule({
  id: "telemetry-removes-grpc-status",
  topic: "observability",
  summary:
    "a Telemetry removes `grpc_response_status`, the only label with the outcome of gRPC calls",
  severity: "info",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi("telemetry/v1alpha1/telemetry.proto", "MetricsOverrides.TagOverride: REMOVE"),
    istio(
      "docs/reference/config/metrics",
      "grpc_response_status of istio_requests_total; response_code is the HTTP status",
    ),
  ],
  *check(resource) {
    for (const field of placesOf(resource, places)) {
      if (field.get("operation")?.text === "REMOVE" || field.get("value")?.text === '""')
        yield removed(field);
    }
  },
});

function removed(field: Field): Finding {
  return {
    headline: "failed gRPC calls cannot be distinguished without `grpc_response_status`",
    primary: { span: field.keySpan, text: "the status of gRPC calls" },
    related: [{ span: (field.get("operation") ?? field).span, text: "removed here" }],
    note: "`response_code` is 200 even for failed gRPC calls: dashboards and alerts show no errors",
    help: "keep the tag; to reduce the number of series, remove others, such as `request_protocol`",
  };
}
