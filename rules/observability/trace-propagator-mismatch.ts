import { mayHaveSidecar } from "../../src/mesh/ask/sidecars.ts";
import { tracerOf } from "../../src/mesh/ask/tracers.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const variable = "OTEL_PROPAGATORS";

export const tracePropagatorMismatch = defineRule({
  id: "trace-propagator-mismatch",
  topic: "observability",
  summary: "an application propagates trace headers that the proxies' tracer does not read",
  severity: "warning",
  reads: "container",
  evidence: [
    envoy(
      "api/envoy/config/trace/v3/opentelemetry.proto",
      "OpenTelemetryConfig: W3C trace context (traceparent) only",
    ),
    istio(
      "pilot/pkg/model/telemetry.go",
      "Tracing: the provider of the nearest Telemetry that names one, else the default of the mesh",
    ),
    istioApi(
      "mesh/v1alpha1/config.proto",
      "ZipkinTracingProvider.traceContextOption: B3, or with USE_B3_WITH_W3C_PROPAGATION both",
    ),
    {
      project: "OpenTelemetry",
      path: "specification/configuration/sdk-environment-variables.md",
      detail: "OTEL_PROPAGATORS: tracecontext and baggage where it is not set",
    },
  ],
  ofIstio: ({ workload }) => workload.resource,
  *check(container, mesh) {
    const { workload } = container;
    if (!mayHaveSidecar(workload, mesh)) return;
    const entry = (container.field.get("env")?.items() ?? []).find(
      (it) => it.get("name")?.text === variable,
    );
    const value = entry?.get("value");
    const passed = (value?.text ?? "").split(",").map((it) => it.trim().toLowerCase());
    if (!value || !passed.every((it) => known.has(it))) return;
    const tracer = readerOf(tracerOf(workload, mesh));
    if (tracer && !passed.some((it) => tracer.reads.includes(it))) yield mismatch(value, tracer);
  },
});

/** Values of the variable whose headers are known; others may pass on anything, and `none` passes on nothing. */
const known = new Set(["tracecontext", "baggage", "b3", "b3multi", "jaeger", "xray", "ottrace"]);

interface Tracer {
  readonly name: string;
  readonly place: Field;
  /** Values of the variable that fit. */
  readonly reads: readonly string[];
}

/** What an extension provider of the mesh reads; `undefined` of kinds that read something else. */
function readerOf(provider: Field | undefined): Tracer | undefined {
  const otel = provider?.get("opentelemetry");
  const zipkin = provider?.get("zipkin");
  if (otel) return { name: "OpenTelemetry", place: otel, reads: ["tracecontext"] };
  if (!zipkin) return undefined;
  const both = zipkin.get("traceContextOption")?.text === "USE_B3_WITH_W3C_PROPAGATION";
  return {
    name: "Zipkin",
    place: zipkin,
    reads: ["b3", "b3multi", ...(both ? ["tracecontext"] : [])],
  };
}

function mismatch(value: Field, { name, place, reads }: Tracer): Finding {
  return {
    headline: `the proxies' ${name} tracer does not read the trace headers of \`${value.text ?? ""}\``,
    primary: { span: value.span, text: "propagated by the application" },
    related: [{ span: place.keySpan, text: "the tracer of the mesh" }],
    note: "each gRPC hop starts a new trace: calls cannot be followed across services",
    help: `add \`${reads[0] ?? ""}\` to \`${variable}\``,
  };
}
