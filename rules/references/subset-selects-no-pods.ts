import type { Mesh } from "../../src/mesh/mesh.ts";
import { namespacesAgree } from "../../src/mesh/registry.ts";
import { selects } from "../../src/mesh/select.ts";
import type { Service } from "../../src/mesh/service.ts";
import type { Subset } from "../../src/mesh/traffic-policy.ts";
import type { Workload } from "../../src/mesh/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";

export const subsetSelectsNoPods = defineRule({
  id: "subset-selects-no-pods",
  topic: "references",
  summary: "a subset asks for labels that no pod of its Service carries",
  severity: "error",
  reads: "destinationRule",
  evidence: [
    istio(
      "pkg/config/analysis/analyzers/destinationrule/subset.go",
      "IST0173: subset selects no pods",
    ),
    thread("istio/istio#27621", "subset labels that match no pods"),
  ],
  *check(rule, mesh) {
    const service = mesh.serviceOf(rule);
    if (service === undefined || service.selector.size === 0) return;
    const pods = podsOf(service, mesh);
    if (pods.length === 0) return;
    for (const subset of rule.subsets) {
      if (subset.labels.size === 0 || addedAtRunTime(subset)) continue;
      if (!pods.some(({ labels }) => selects(subset.labels, labels))) {
        yield selectsNothing(subset, service, pods, mesh);
      }
    }
  },
});

/** Every pod that the Service selects, also in other folders than its own. */
function podsOf(service: Service, mesh: Mesh): readonly Workload[] {
  return mesh.all
    .workload()
    .filter(
      ({ labels, resource }) =>
        selects(service.selector, labels) &&
        namespacesAgree(resource.namespace, service.resource.namespace),
    );
}

/** Labels that controllers or istiod put on pods or endpoints: topology, template hashes. */
function addedAtRunTime({ labels }: Subset): boolean {
  return [...labels.keys()].some((key) => key.includes("/") || key.endsWith("pod-template-hash"));
}

function selectsNothing(
  subset: Subset,
  service: Service,
  pods: readonly Workload[],
  mesh: Mesh,
): Finding {
  const name = subset.name?.value ?? "";
  const wanted = [...subset.labels].map(([key, { value }]) => `${key}: ${value}`);
  const [pod] = pods;
  const labels = subset.field.get("labels") ?? subset.field;
  const place = pod?.template.at("metadata", "labels")?.keySpan;
  return {
    headline: `no pod of \`${service.resource.name}\` carries the labels of subset \`${name}\``,
    primary: { span: labels.span, text: "no pod has these" },
    related: place ? [{ span: place, text: carried(subset, pods) }] : [],
    note: "calls to this subset end with UNAVAILABLE (14), no healthy upstream",
    help: `add ${list(wanted)} to the pod template${pod && pods.length === 1 ? ` of ${pod.resource.kind} \`${pod.resource.name}\`` : ""}, or correct the subset`,
    ...(isOneFile(subset, service, pods) &&
    mesh.all.resource().every(({ role }) => role === "resource")
      ? {}
      : { severity: "warning" as const }),
  };
}

/** `version` is `v1` here, or is not set at all. */
function carried(subset: Subset, pods: readonly Workload[]): string {
  const [key = ""] = subset.labels.keys();
  const values = new Set(pods.flatMap(({ labels }) => labels.get(key)?.value ?? []));
  return values.size === 0
    ? `its pods have no \`${key}\``
    : `\`${key}\` is ${list([...values], 3)}`;
}

function isOneFile(subset: Subset, service: Service, pods: readonly Workload[]): boolean {
  const { source } = subset.field;
  return [service, ...pods].every(({ resource }) => resource.document.source === source);
}
