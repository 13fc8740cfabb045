import { hasNoSidecar } from "../../src/mesh/objects/injection.ts";
import {
  exitSwitchIn,
  proxyConfigIn,
  type IstioSettings,
} from "../../src/mesh/objects/istio-settings.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const terminationDrainIgnored = defineRule({
  id: "termination-drain-ignored",
  topic: "lifecycle",
  summary: "`terminationDrainDuration` next to the setting that replaces it",
  severity: "warning",
  reads: "istioSettings",
  evidence: [
    istio(
      "pkg/envoy/agent.go",
      "terminate: with exitOnZeroActiveConnections only the minimum drain duration counts",
    ),
    thread("istio/istio#44690", "`draining proxy for 5s`, whatever terminationDrainDuration says"),
  ],
  *check(settings) {
    const config = proxyConfigIn(settings);
    const drain =
      config?.get("terminationDrainDuration") ?? config?.get("termination_drain_duration");
    const metadata = config?.get("proxyMetadata") ?? config?.get("proxy_metadata");
    const exit = exitSwitchIn(config);
    if (drain?.text !== undefined && exit && !isElsewhere(settings))
      yield ignored(drain, exit, metadata?.get("MINIMUM_DRAIN_DURATION") !== undefined);
  },
});

function isElsewhere({ workload }: IstioSettings): boolean {
  return workload !== undefined && hasNoSidecar(workload);
}

function ignored(drain: Field, exit: Field, hasMinimum: boolean): Finding {
  const duration = drain.text ?? "";
  return {
    headline: `\`terminationDrainDuration: ${duration}\` has no effect`,
    primary: { span: drain.keySpan, text: "never read" },
    related: [{ span: exit.keySpan, text: "waits for connections instead" }],
    note: `the proxy drains for ${hasMinimum ? "the minimum" : "5s"}, then exits once no connection is active: later calls get UNAVAILABLE (14)`,
    help: hasMinimum
      ? "remove it: only `MINIMUM_DRAIN_DURATION` is used"
      : `set \`MINIMUM_DRAIN_DURATION: ${duration}\` in \`proxyMetadata\` instead`,
  };
}
