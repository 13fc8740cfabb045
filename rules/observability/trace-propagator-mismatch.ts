import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const variable = "OTEL_PROPAGATORS";

export const tracePropagatorMismatch = defineRule({
  id: "trace-propagator-mismatch",
  topic: "observability",
  summary: "an application passes trace headers on that the proxies' tracer does not read",
  severity: "warning",
  reads: "container",
  evidence: [
    envoy(
      "api/envoy/config/trace/v3/opentelemetry.proto",
      "OpenTelemetryConfig: W3C trace context (traceparent) only",
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
  *check(container, mesh) {
    if (container.workload.injection === "excluded") return;
    const entry = (container.field.get("env")?.items() ?? []).find(
      (it) => it.get("name")?.text === variable,
    );
    const value = entry?.get("value");
    const tracer = value && tracerOf(mesh);
    const passed = (value?.text ?? "").split(",").map((it) => it.trim().toLowerCase());
    if (!value || !tracer || passed.some((it) => tracer.reads.includes(it) || it.includes("$")))
      return;
    yield mismatch(value, tracer);
  },
});

interface Tracer {
  readonly name: string;
  readonly place: Field;
  /** Values of the variable that fit. */
  readonly reads: readonly string[];
}

/** The one tracer of the mesh; `undefined` where there are none or several. */
function tracerOf(mesh: Mesh): Tracer | undefined {
  const found = (mesh.config().written?.get("extensionProviders")?.items() ?? []).flatMap(
    (provider): readonly Tracer[] => {
      const otel = provider.get("opentelemetry");
      const zipkin = provider.get("zipkin");
      if (otel) return [{ name: "OpenTelemetry", place: otel, reads: ["tracecontext"] }];
      if (!zipkin) return [];
      const both = zipkin.get("traceContextOption")?.text === "USE_B3_WITH_W3C_PROPAGATION";
      const reads = ["b3", "b3multi", ...(both ? ["tracecontext"] : [])];
      return [{ name: "Zipkin", place: zipkin, reads }];
    },
  );
  return found.length === 1 ? found[0] : undefined;
}

function mismatch(value: Field, { name, place, reads }: Tracer): Finding {
  return {
    headline: `the proxies' ${name} tracer does not read the trace headers of \`${value.text ?? ""}\``,
    primary: { span: value.span, text: "passed on by the application" },
    related: [{ span: place.keySpan, text: "the tracer of the mesh" }],
    note: "each gRPC hop starts a new trace: calls cannot be followed through the services",
    help: `add \`${reads[0] ?? ""}\` to \`${variable}\``,
  };
}
