import { isGatewaySelector } from "../../src/mesh/ask/gateway-selector.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Selector } from "../../src/mesh/objects/select.ts";
import { commandWords, type Workload } from "../../src/mesh/objects/workload.ts";
import { replaceValue } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

export const envoyFilterContextMismatch = defineRule({
  id: "envoy-filter-context-mismatch",
  topic: "envoy-filters",
  summary: "a patch for sidecars selects the pods of a gateway, or the other way round",
  severity: "warning",
  reads: "envoyPatch",
  fields: { "networking.istio.io/EnvoyFilter": ["spec.workloadSelector.labels"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/envoy_filter.proto",
      "PatchContext: SIDECAR_INBOUND, SIDECAR_OUTBOUND, GATEWAY",
    ),
    istio(
      "pilot/pkg/networking/core/envoyfilter/util.go",
      "commonConditionMatch: the context of the proxy, GATEWAY for routers",
    ),
  ],
  fixable: "unsafe",
  *check(patch, mesh) {
    const context = patch.match?.get("context");
    const labels = patch.resource.spec?.at("workloadSelector", "labels")?.stringMap();
    const [label] = labels?.values() ?? [];
    if (context === undefined || labels === undefined || label === undefined) return;
    if ([...labels.values()].some(({ value }) => isPlaceholder(value))) return;
    if (context.text === "GATEWAY" && isOfSidecars(labels, patch, mesh)) {
      yield mismatch(context, label, "sidecars");
    } else if (context.text?.startsWith("SIDECAR_") === true && isOfGateway(labels, patch, mesh)) {
      yield mismatch(context, label, "gateways");
    }
  },
});

/** Only pods of the inputs show that they have sidecars. */
function isOfSidecars(labels: Selector, patch: EnvoyPatch, mesh: Mesh): boolean {
  const pods = podsOf(labels, patch, mesh);
  return pods.length > 0 && !isGatewaySelector(labels, mesh) && pods.every(isPlain(mesh));
}

/** The labels of Istio's own gateways, or pods that are gateways. */
function isOfGateway(labels: Selector, patch: EnvoyPatch, mesh: Mesh): boolean {
  const pods = podsOf(labels, patch, mesh);
  if (pods.length > 0) return pods.every((pod) => pod.isGateway && !isWaypoint(pod));
  return /^(?:ingress|egress|eastwest)gateway$/.test(labels.get("istio")?.value ?? "");
}

/** Waypoints have a context, and a way to be named, of their own. */
function isWaypoint(pod: Workload): boolean {
  return pod.containers.some((it) => commandWords(it).some(({ value }) => value === "waypoint"));
}

/** Those of all namespaces where the EnvoyFilter is in the root namespace. */
function podsOf(labels: Selector, { resource }: EnvoyPatch, mesh: Mesh): readonly Workload[] {
  const isEverywhere = resource.namespace === mesh.config().rootNamespace;
  return mesh.podsWith(labels, isEverywhere ? undefined : resource.namespace);
}

function isPlain(mesh: Mesh): (pod: Workload) => boolean {
  return (pod) =>
    !pod.isGateway &&
    mesh.serversAt(pod).length === 0 &&
    pod.containers.every(
      (it) =>
        it.name !== "istio-proxy" && commandWords(it).every(({ value }) => value !== "router"),
    );
}

function mismatch(
  context: Field,
  label: Located<string>,
  actual: "gateways" | "sidecars",
): Finding {
  const isGateway = actual === "gateways";
  const edit = isGateway ? replaceValue(context, "GATEWAY") : undefined;
  return {
    headline: `\`${context.text ?? ""}\` patches nothing: the selected pods are ${actual}`,
    primary: { span: context.span, text: isGateway ? "sidecars only" : "gateways only" },
    related: [{ span: label.span, text: `the labels of ${actual}` }],
    note: "the patch applies nowhere, so gRPC calls go on as if it were not there",
    help: isGateway ? "use `context: GATEWAY`" : "use `SIDECAR_INBOUND` or `SIDECAR_OUTBOUND`",
    ...offerFix(edit, { title: "use `GATEWAY`, so that the patch applies", safe: false }),
  };
}
