import { proxiesPatched, type Proxies } from "../../src/mesh/ask/proxies-patched.ts";
import { replaceValue } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const envoyFilterContextMismatch = defineRule({
  id: "envoy-filter-context-mismatch",
  topic: "envoy-filters",
  summary: "a patch for sidecars selects the pods of a gateway, or the other way round",
  severity: "warning",
  reads: "envoyPatch",
  fields: {
    "networking.istio.io/EnvoyFilter": ["spec.workloadSelector.labels", "spec.targetRefs"],
  },
  evidence: [
    istioApi(
      "networking/v1alpha3/envoy_filter.proto",
      "PatchContext: SIDECAR_INBOUND, SIDECAR_OUTBOUND, GATEWAY",
    ),
    istio(
      "pilot/pkg/networking/core/envoyfilter/util.go",
      "commonConditionMatch: the context of the proxy, GATEWAY for routers",
    ),
    istio(
      "pilot/pkg/networking/core/cluster.go",
      "buildClusters: contexts of sidecars for waypoints, GATEWAY for gateways",
    ),
  ],
  fixable: "unsafe",
  *check(patch, mesh) {
    const context = patch.match?.get("context");
    const selected = context && proxiesPatched(patch, mesh);
    if (context === undefined || selected === undefined) return;
    const { kind, at } = selected;
    if (context.text === "GATEWAY" && kind !== "gateways") yield mismatch(context, at, kind);
    else if (context.text?.startsWith("SIDECAR_") === true && kind === "gateways")
      yield mismatch(context, at, kind);
  },
});

const helps: Readonly<Record<Proxies, string>> = {
  gateways: "use `context: GATEWAY`",
  sidecars: "use `SIDECAR_INBOUND` or `SIDECAR_OUTBOUND`",
  waypoints: "use `SIDECAR_INBOUND`, or `SIDECAR_OUTBOUND` for clusters: waypoints have both",
};

function mismatch(context: Field, at: Span, actual: Proxies): Finding {
  const isGateway = actual === "gateways";
  const edit = isGateway ? replaceValue(context, "GATEWAY") : undefined;
  return {
    headline: `\`${context.text ?? ""}\` patches nothing: the selected pods are ${actual}`,
    primary: {
      span: context.span,
      text: isGateway ? "sidecars and waypoints only" : "gateways only",
    },
    related: [{ span: at, text: `selects ${actual}` }],
    note: "the patch applies nowhere, so gRPC calls go on as if it were not there",
    help: helps[actual],
    ...offerFix(edit, { title: "use `GATEWAY`, so that the patch applies", safe: false }),
  };
}
