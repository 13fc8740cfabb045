import type { Finding } from "../../src/rule/finding.ts";
import type { ProxySetting } from "../../src/mesh/objects/proxy-settings.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Located } from "../../src/yaml/source.ts";

const switchName = "EXIT_ON_ZERO_ACTIVE_CONNECTIONS";

export const terminationDrainIgnored = defineRule({
  id: "termination-drain-ignored",
  topic: "lifecycle",
  summary: "`terminationDrainDuration` next to the setting that replaces it",
  severity: "warning",
  reads: "workload",
  at: { "*": ['metadata.annotations["proxy.istio.io/config"]'] },
  evidence: [
    istio(
      "pkg/envoy/agent.go",
      "terminate: with exitOnZeroActiveConnections only the minimum drain duration counts",
    ),
  ],
  ofIstio: ({ resource }) => resource,
  *check({ proxySettings }) {
    const find = (path: string): ProxySetting | undefined =>
      proxySettings.find((setting) => setting.path === path);
    const drain = find("terminationDrainDuration");
    const exit = find(`proxyMetadata.${switchName}`);
    if (drain?.value && exit?.value?.value === "true")
      yield ignored(
        { key: drain.key, duration: drain.value.value, exit: exit.key },
        find("proxyMetadata.MINIMUM_DRAIN_DURATION") !== undefined,
      );
  },
});

interface Ignored {
  readonly key: Located<string>;
  readonly duration: string;
  readonly exit: Located<string>;
}

function ignored({ key, duration, exit }: Ignored, hasMinimum: boolean): Finding {
  return {
    headline: `\`terminationDrainDuration: ${duration}\` has no effect`,
    primary: { span: key.span, text: "never read" },
    related: [{ span: exit.span, text: "waits for connections instead" }],
    note: `the proxy drains for ${hasMinimum ? "the minimum" : "5s"}, then exits once no connection is active: later calls get UNAVAILABLE (14)`,
    help: hasMinimum
      ? "remove it: `MINIMUM_DRAIN_DURATION` is what counts"
      : `set \`MINIMUM_DRAIN_DURATION: ${duration}\` in \`proxyMetadata\` instead`,
  };
}
