import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const holdApplicationRedundant = defineRule({
  id: "hold-application-redundant",
  topic: "lifecycle",
  summary: "a pod with a native sidecar also sets `holdApplicationUntilProxyStarts`",
  severity: "info",
  preset: "strict",
  reads: "workload",
  fields: { "*": ['metadata.annotations["sidecar.istio.io/nativeSidecar"]'] },
  evidence: [
    istio(
      "manifests/charts/istio-control/istio-discovery/files/injection-template.yaml",
      "holdProxy: not for native sidecars",
    ),
  ],
  *check(workload) {
    const sidecar = workload.annotations.get("sidecar.istio.io/nativeSidecar");
    if (sidecar?.value !== "true") return;
    for (const { path, key, value } of workload.proxySettings) {
      if (!/^hold(ApplicationUntilProxyStarts|_application_until_proxy_starts)$/.test(path))
        continue;
      if (value?.value === "true") yield redundant(key, sidecar);
    }
  },
});

function redundant(key: Located<string>, sidecar: Located<string>): Finding {
  return {
    headline: "this pod's native sidecar starts before the application anyway",
    primary: { span: key.span, text: "has no effect here" },
    related: [{ span: sidecar.span, text: "a native sidecar" }],
    note: "native sidecars start before the containers, so their first gRPC calls already use the proxy",
    help: `remove \`${key.value}\``,
  };
}
