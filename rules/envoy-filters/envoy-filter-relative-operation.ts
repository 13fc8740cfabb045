import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyFilterRelativeOperation = defineRule({
  id: "envoy-filter-relative-operation",
  topic: "envoy-filters",
  summary:
    "a patch is placed relative to a filter of another EnvoyFilter, without a priority that orders them",
  severity: "warning",
  reads: "envoyPatch",
  evidence: [
    istioApi(
      "networking/v1alpha3/envoy_filter.proto",
      "priority: of equal ones the older is applied first",
    ),
    istio(
      "pkg/config/analysis/msg/messages.yaml",
      "IST0151, IST0155: relative operation without a priority",
    ),
  ],
  answers: ["IST0151", "IST0155"],
  *check(patch, mesh) {
    const { operation, resource } = patch;
    if (!operation || !relative.test(operation.value)) return;
    const anchor = anchorOf(patch);
    const other = anchor && adderOf(anchor, patch, mesh);
    const name = other?.value?.get("name");
    if (anchor && other && name && samePriority(patch, other))
      yield orderUnknown(anchor, other, name, resource.name);
  },
});

const relative = /^(?:INSERT_BEFORE|INSERT_AFTER|REPLACE|REMOVE|MERGE)$/;

/** The name of the filter that the patch looks for. */
function anchorOf({ match }: EnvoyPatch): Field | undefined {
  const filter = match?.at("listener", "filterChain", "filter");
  return filter?.at("subFilter", "name") ?? filter?.get("name");
}

/** A patch of another EnvoyFilter that puts the filter there. */
function adderOf(anchor: Field, { resource }: EnvoyPatch, mesh: Mesh): EnvoyPatch | undefined {
  return mesh
    .filtersNamed(anchor.text ?? "")
    .find(
      (it) =>
        it.resource.name !== resource.name &&
        /^(?:ADD|INSERT_)/.test(it.operation?.value ?? "") &&
        sameDeployment(it.resource, resource) === "certain",
    );
}

function samePriority(one: EnvoyPatch, other: EnvoyPatch): boolean {
  return priorityOf(one) === priorityOf(other);
}

function priorityOf({ resource }: EnvoyPatch): number {
  return resource.spec?.get("priority")?.number()?.value ?? 0;
}

function orderUnknown(anchor: Field, other: EnvoyPatch, name: Field, own: string): Finding {
  return {
    headline: `\`${anchor.text ?? ""}\` comes from \`${other.resource.name}\`, which may be applied later`,
    primary: { span: anchor.span, text: "may not be there yet" },
    related: [{ span: name.span, text: "added here" }],
    note: "the older EnvoyFilter is applied first: in a new cluster the filter for gRPC calls may be missing",
    help: `set \`priority: 10\` in \`${own}\`, so that it is applied after \`${other.resource.name}\``,
  };
}
