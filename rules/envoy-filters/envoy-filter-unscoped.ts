import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyFilterUnscoped = defineRule({
  id: "envoy-filter-unscoped",
  topic: "envoy-filters",
  summary: "an EnvoyFilter in the root namespace patches every proxy of the mesh",
  severity: "info",
  reads: "resource",
  fields: { "networking.istio.io/EnvoyFilter": ["metadata.namespace"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/envoy_filter.proto",
      "workloadSelector: in the root namespace for all namespaces",
    ),
  ],
  *check(resource, mesh) {
    const { namespace, spec, metadata } = resource;
    const where = metadata?.get("namespace");
    if (namespace !== mesh.config().rootNamespace || where === undefined) return;
    // What Istio installs for itself carries its revision.
    if (metadata?.at("labels", "istio.io/rev")) return;
    if (spec?.at("workloadSelector", "labels") ?? spec?.get("targetRefs")) return;
    const patches = mesh.envoyPatchesOf(resource);
    const widest = patches.find(({ context }) => context?.value !== "WAYPOINT");
    if (widest) yield everywhere(widest, where);
  },
});

function everywhere({ resource, context }: EnvoyPatch, where: Field): Finding {
  const gateways = context?.value === "GATEWAY";
  const proxies = gateways ? "gateway" : "proxy";
  return {
    headline: `\`${resource.name}\` patches every ${proxies} in the mesh`,
    primary: { span: where.span, text: "root namespace, no selector" },
    related: context ? [{ span: context.span, text: "which proxies" }] : [],
    note: "where a patch does not fit, Envoy refuses the listener or cluster: gRPC there keeps or loses its routes",
    help: "add a `workloadSelector`, or move the EnvoyFilter to the namespace that needs it",
  };
}
