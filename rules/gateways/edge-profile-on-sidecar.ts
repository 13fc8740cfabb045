import { hasNoSidecar } from "../../src/mesh/objects/injection.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const edgeProfileOnSidecar = defineRule({
  id: "edge-profile-on-sidecar",
  topic: "gateways",
  summary: "the connection profile for gateways is set on a pod with a sidecar",
  severity: "warning",
  reads: "workload",
  fields: { "*": ['metadata.annotations["proxy.istio.io/config"]'] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/connection_settings.go",
      "applyEdgeProfileDefaults: routers only",
    ),
  ],
  *check(workload) {
    for (const { path, value } of workload.proxySettings) {
      if (path !== "connectionSettings.profile" || value?.value !== "EDGE") continue;
      if (!isGateway(workload)) yield noEffect(value);
    }
  },
});

/** Its proxy is the container `istio-proxy` itself, or comes from the gateway template. */
function isGateway(workload: Workload): boolean {
  const { annotations, containers } = workload;
  return (
    hasNoSidecar(workload) ||
    /gateway|waypoint/.test(annotations.get("inject.istio.io/templates")?.value ?? "") ||
    containers.some(({ name }) => name === "istio-proxy")
  );
}

function noEffect(profile: Located<string>): Finding {
  return {
    headline: "the profile `EDGE` has no effect on sidecars",
    primary: { span: profile.span, text: "for gateways only" },
    note: "its limits and timeouts do not apply to gRPC calls of this pod",
    help: "remove the profile and set the intended `connectionSettings` one by one, or set it on the gateway",
  };
}
