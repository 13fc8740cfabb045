import type { Mesh } from "../../src/mesh/mesh.ts";
import { namespacesAgree } from "../../src/mesh/registry.ts";
import { selects } from "../../src/mesh/select.ts";
import type { Service } from "../../src/mesh/service.ts";
import { areTogether } from "../../src/mesh/together.ts";
import type { Subset } from "../../src/mesh/traffic-policy.ts";
import type { Workload } from "../../src/mesh/workload.ts";
import type { Finding, Severity } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import { list } from "../../src/text/lists.ts";
import type { Located } from "../../src/yaml/source.ts";

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
    for (const subset of rule.subsets) {
      const selector = contradicted(subset, service);
      if (selector) yield contradicts(subset, service, selector);
      else if (isUnmatched(subset, pods)) {
        yield selectsNothing(subset, service, pods, certainty({ subset, service, pods, mesh }));
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

/** The entry of the Service's selector that no pod of the subset can have. */
function contradicted({ labels }: Subset, { selector }: Service): Located<string> | undefined {
  for (const [key, { value }] of labels) {
    const selected = selector.get(key);
    if (selected !== undefined && selected.value !== value) return selected;
  }
  return undefined;
}

function isUnmatched({ labels }: Subset, pods: readonly Workload[]): boolean {
  if (pods.length === 0 || labels.size === 0) return false;
  // Labels that controllers or istiod put on pods or endpoints: topology, template hashes.
  if ([...labels.keys()].some((key) => key.includes("/") || key.endsWith("pod-template-hash"))) {
    return false;
  }
  return !pods.some((pod) => selects(labels, pod.labels));
}

/** The one variant among the inputs may have siblings elsewhere; several are likely to be all. */
function certainty(found: {
  readonly subset: Subset;
  readonly service: Service;
  readonly pods: readonly Workload[];
  readonly mesh: Mesh;
}): Severity {
  const { subset, service, pods, mesh } = found;
  const { source } = subset.field;
  const files = [service, ...pods].map(({ resource }) => resource.document.source);
  const patched = mesh.all.resource().some(({ role }) => role === "patch");
  if (!patched && files.every((file) => file === source)) return "error";
  const together = pods.every(({ resource }) => areTogether(resource, service.resource));
  return together && valuesOf(subset, pods).length !== 1 ? "warning" : "info";
}

/** What pods have under the first label of the subset. */
function valuesOf({ labels }: Subset, pods: readonly Workload[]): readonly string[] {
  const [key = ""] = labels.keys();
  return [...new Set(pods.flatMap((pod) => pod.labels.get(key)?.value ?? []))];
}

function contradicts(subset: Subset, service: Service, selector: Located<string>): Finding {
  const { name } = service.resource;
  return {
    headline: `subset \`${subset.name?.value ?? ""}\` contradicts the selector of \`${name}\`, so it has no pods`,
    primary: {
      span: (subset.field.get("labels") ?? subset.field).span,
      text: "the pods have another value",
    },
    related: [{ span: selector.span, text: "what the Service selects" }],
    note: "calls to this subset end with UNAVAILABLE (14), no healthy upstream",
    help: `tell the pods of \`${name}\` apart by another label, such as \`version\``,
  };
}

function selectsNothing(
  subset: Subset,
  service: Service,
  pods: readonly Workload[],
  severity: Severity,
): Finding {
  const wanted = [...subset.labels].map(([key, { value }]) => `${key}: ${value}`);
  const [pod] = pods;
  const place = pod?.template.at("metadata", "labels")?.keySpan;
  const owner =
    pods.length === 1 ? ` of ${pod?.resource.kind ?? ""} \`${pod?.resource.name ?? ""}\`` : "";
  return {
    headline: `no pod of \`${service.resource.name}\` carries the labels of subset \`${subset.name?.value ?? ""}\``,
    primary: { span: (subset.field.get("labels") ?? subset.field).span, text: "no pod has these" },
    related: place ? [{ span: place, text: carried(subset, pods) }] : [],
    note: "calls to this subset end with UNAVAILABLE (14), no healthy upstream",
    help: `add ${list(wanted)} to the pod template${owner}, or correct the subset`,
    severity,
  };
}

/** `version` is `v1` here, or is not set at all. */
function carried(subset: Subset, pods: readonly Workload[]): string {
  const [key = ""] = subset.labels.keys();
  const values = valuesOf(subset, pods);
  return values.length === 0 ? `its pods have no \`${key}\`` : `\`${key}\` is ${list(values, 3)}`;
}
