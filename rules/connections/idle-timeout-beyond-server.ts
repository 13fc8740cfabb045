import { durationAt, formatDuration } from "../../src/mesh/objects/duration.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const idleTimeoutBeyondServer = defineRule({
  id: "idle-timeout-beyond-server",
  topic: "connections",
  summary: "`http.idleTimeout` of clients is longer than the hour that the server's sidecar allows",
  severity: "info",
  reads: "trafficPolicy",
  fields: policyPlaces("connectionPool.http.idleTimeout"),
  evidence: [
    istio(
      "pilot/pkg/networking/core/listener_builder.go",
      "buildHTTPConnectionManager: idle timeout only from ISTIO_META_IDLE_TIMEOUT or connectionSettings",
    ),
    envoy(
      "api/envoy/config/core/v3/protocol.proto",
      "HttpProtocolOptions.idle_timeout: one hour where it is not set",
    ),
    thread(
      "istio/istio#40619",
      "connections close after an hour, whatever the DestinationRule says",
    ),
  ],
  *check(policy, mesh) {
    const field = policy.connectionPool?.at("http", "idleTimeout");
    const idle = durationAt(field)?.value;
    const service = mesh.serviceOf(policy.rule);
    if (field === undefined || idle === undefined || idle <= hour || service === undefined) return;
    const pods = mesh.workloadsOf(service);
    const known = pods.every((pod) => pod.injection === "injected" && !pod.proxyless);
    if (pods.length === 0 || !known || isSetElsewhere(pods, mesh)) return;
    yield closedEarlier(field, idle, pods);
  },
});

const hour = 3_600_000;
const variable = "ISTIO_META_IDLE_TIMEOUT";

/** Whether something gives the servers' sidecars another timeout. */
function isSetElsewhere(pods: readonly Workload[], mesh: Mesh): boolean {
  const defaults = mesh.config().written?.get("defaultConfig");
  return (
    mesh.ofType("networking.istio.io/EnvoyFilter").length > 0 ||
    [defaults?.at("proxyMetadata", variable), defaults?.get("connectionSettings")].some(Boolean) ||
    mesh
      .ofType("networking.istio.io/ProxyConfig")
      .some(({ spec }) => spec?.at("environmentVariables", variable) !== undefined) ||
    pods.some(({ proxySettings }) =>
      proxySettings.some(
        ({ path }) => path === `proxyMetadata.${variable}` || path.startsWith("connectionSettings"),
      ),
    )
  );
}

function closedEarlier(field: Field, idle: number, pods: readonly Workload[]): Finding {
  const name = pods[0]?.resource.name ?? "";
  return {
    headline: `idle connections are closed after 1h, not after ${formatDuration(idle)}`,
    primary: { span: field.span, text: "applies to clients only" },
    note: `the sidecar of \`${name}\` closes connections without calls after an hour; gRPC clients then reconnect`,
    help: `set \`proxyMetadata.${variable}: ${field.text ?? ""}\` in \`proxy.istio.io/config\` of \`${name}\`, or lower the value`,
  };
}
