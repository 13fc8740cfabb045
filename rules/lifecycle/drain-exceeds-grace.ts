import { durationAt, formatDuration } from "../../src/mesh/objects/duration.ts";
import { hasNoSidecar } from "../../src/mesh/objects/injection.ts";
import {
  exitSwitch,
  exitSwitchIn,
  proxyConfigIn,
  type IstioSettings,
} from "../../src/mesh/objects/istio-settings.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, kubernetes } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const drainExceedsGrace = defineRule({
  id: "drain-exceeds-grace",
  topic: "lifecycle",
  summary: "the proxy drains for longer than the pod has to terminate",
  severity: "warning",
  reads: "istioSettings",
  evidence: [
    istio(
      "pkg/envoy/agent.go",
      "terminate: sleeps for terminationDrainDuration before Envoy exits",
    ),
    kubernetes(
      "pkg/kubelet/kuberuntime/kuberuntime_container.go",
      "killContainer: SIGKILL after terminationGracePeriodSeconds, 30 where it is not set",
    ),
  ],
  *check(settings, mesh) {
    const { workload } = settings;
    const config = proxyConfigIn(settings);
    const field =
      config?.get("terminationDrainDuration") ?? config?.get("termination_drain_duration");
    const drain = durationAt(field)?.value;
    if (!workload || !field || drain === undefined || hasNoSidecar(workload)) return;
    if (waitsForConnections(config, mesh)) return;
    const grace = workload.podSpec?.get("terminationGracePeriodSeconds");
    const seconds = grace === undefined ? 30 : grace.number()?.value;
    if (seconds !== undefined && drain > seconds * 1000)
      yield tooLong(settings, field, { drain, seconds, grace });
  },
});

const proxyConfig = "networking.istio.io/ProxyConfig";

/** By its own settings, or by those of the mesh and of ProxyConfigs, with which they are merged. */
function waitsForConnections(config: Field | undefined, mesh: Mesh): boolean {
  const common = mesh.config().written?.get("defaultConfig");
  return (
    exitSwitchIn(config) !== undefined ||
    exitSwitchIn(common) !== undefined ||
    mesh.all
      .resource([{ [proxyConfig]: ["spec.environmentVariables"] }])
      .some(({ spec }) => spec?.at("environmentVariables", exitSwitch)?.text === "true")
  );
}

interface Times {
  readonly drain: number;
  readonly seconds: number;
  readonly grace: Field | undefined;
}

function tooLong(
  { workload }: IstioSettings,
  field: Field,
  { drain, seconds, grace }: Times,
): Finding {
  return {
    headline: `the proxy drains for ${formatDuration(drain)}, but the pod has only ${seconds}s to terminate`,
    primary: { span: field.span, text: "longer than the grace period" },
    related: grace
      ? [{ span: grace.span, text: "the grace period" }]
      : workload
        ? [{ span: (workload.podSpec ?? workload.template).keySpan, text: "30s by default" }]
        : [],
    note: "Envoy is killed while it drains: open gRPC calls end with UNAVAILABLE (14), connection reset",
    help: `set \`terminationGracePeriodSeconds\` to ${Math.ceil(drain / 1000) + 5} or more, or drain for less`,
  };
}
