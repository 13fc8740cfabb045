import {
  meshConfigsOf,
  providerUses,
  type ProviderPurpose,
  type ProviderUse,
} from "../../src/mesh/ask/provider-uses.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

/** The kinds that each purpose has no use for; of others, some releases may have one. */
const authorizers = ["envoyExtAuthzGrpc", "envoyExtAuthzHttp"];
const loggers = ["envoyHttpAls", "envoyTcpAls", "envoyOtelAls", "envoyFileAccessLog"];
const tracers = ["zipkin", "lightstep", "datadog", "skywalking", "opencensus", "opentelemetry"];
const useless: Readonly<Record<ProviderPurpose, readonly string[]>> = {
  tracing: [...authorizers, ...loggers, "prometheus"],
  accessLogging: [...authorizers, ...tracers, "prometheus"],
  metrics: [...authorizers, ...loggers, ...tracers],
  authorization: [...loggers, ...tracers, "prometheus"],
};

const words: Readonly<Record<ProviderPurpose, { what: string; lost: string; use: string }>> = {
  tracing: {
    what: "tracing",
    lost: "no spans of gRPC calls are sent",
    use: "one of kind `opentelemetry`",
  },
  accessLogging: {
    what: "access logs",
    lost: "gRPC calls are not logged",
    use: "one of kind `envoyOtelAls` or `envoyFileAccessLog`",
  },
  metrics: { what: "metrics", lost: "gRPC calls are not counted", use: "`prometheus`" },
  authorization: {
    what: "authorization",
    lost: "Istio denies everything that the policy matches: PERMISSION_DENIED (7)",
    use: "one of kind `envoyExtAuthzGrpc`",
  },
};

export const extensionProviderWrongKind = defineRule({
  id: "extension-provider-wrong-kind",
  topic: "observability",
  summary: "an extension provider is used for what its kind does not do",
  severity: "warning",
  reads: "istioSettings",
  evidence: [
    istio(
      "pilot/pkg/networking/core/tracing.go",
      "configureFromProviderConfig: `provider … does not support tracing`",
    ),
    istio("pilot/pkg/model/telemetry_logging.go", "telemetryAccessLog: nil for other providers"),
    istio("pilot/pkg/model/telemetry.go", "buildHTTPTelemetryFilter: Prometheus, nothing else"),
    thread("istio/istio#48782", "`envoyOtelAls` as a tracing provider"),
  ],
  *check({ root }, mesh) {
    const configs = meshConfigsOf(mesh);
    if (root === undefined || configs[0] !== root) return;
    const providers = configs.flatMap((it) => it.get("extensionProviders")?.items() ?? []);
    for (const use of providerUses(mesh)) {
      const named = providers.filter((it) => it.get("name")?.text === use.field.text);
      const kinds = named.flatMap((it) => it.fields().filter(({ step }) => step !== "name"));
      const [first] = kinds;
      if (first && kinds.every(({ step }) => useless[use.purpose].includes(String(step))))
        yield wrong(use, first);
    }
  },
});

function wrong({ field, purpose }: ProviderUse, kind: Field): Finding {
  const { what, lost, use } = words[purpose];
  return {
    headline: `extension provider \`${field.text ?? ""}\` does not do ${what}`,
    primary: { span: field.span, text: `of kind \`${kind.step ?? ""}\`` },
    related: [{ span: kind.keySpan, text: "the provider's kind" }],
    note: lost,
    help: `use ${use} here`,
  };
}
