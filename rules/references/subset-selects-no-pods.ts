import { labelSlip } from "../../src/mesh/ask/label-slip.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Service } from "../../src/mesh/objects/service.ts";
import {
  contradictedSelector,
  emptySubsets,
  isRelabelled,
  selectedPods,
  valuesOfFirstLabel,
  whatPodsCarry,
} from "../../src/mesh/ask/subset-pods.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import type { Subset } from "../../src/mesh/objects/traffic-policy.ts";
import { podPath, type Workload } from "../../src/mesh/objects/workload.ts";
import { noEndpoints } from "../../src/rule/consequences.ts";
import type { Finding, Severity } from "../../src/rule/finding.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import { spellAlike } from "../../src/rule/spell-alike.ts";
import { list } from "../../src/text/lists.ts";
import type { Located, Span } from "../../src/yaml/source.ts";

export const subsetSelectsNoPods = defineRule({
  id: "subset-selects-no-pods",
  topic: "references",
  summary: "a subset selects labels that no pod of its Service has",
  severity: "error",
  severityWhere: { warning: "other pods may carry them", info: "patches may add them" },
  answers: ["IST0173", "KIA0203"],
  reads: "destinationRule",
  fields: { "networking.istio.io/DestinationRule": ["spec.subsets"] },
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
    const { resource: from } = service;
    const isEmpty = emptySubsets(selectedPods(service, mesh));
    for (const subset of rule.subsets) {
      const selector = contradictedSelector(subset, service);
      if (selector) yield contradicts(subset, service, selector);
      else if (isEmpty(subset)) {
        const meant = mesh.podsMeantBy(from, service.selector, from.namespace);
        if (meant.some((pod) => isRelabelled(pod, subset, mesh))) continue;
        const routed = mesh.destinationsUnder(rule).some((it) => it.subset === subset);
        const sure = certainty({ subset, service, pods: meant, routed, mesh });
        yield selectsNothing(subset, service, meant, sure);
      }
    }
  },
});

/**
 * The one variant among the inputs may have siblings elsewhere, and where no route needs the subset it may wait for them;
 * several are likely to be all.
 */
function certainty(found: {
  readonly subset: Subset;
  readonly service: Service;
  readonly pods: readonly Workload[];
  readonly routed: boolean;
  readonly mesh: Mesh;
}): Severity {
  const { subset, service, pods, routed, mesh } = found;
  const { source } = subset.field;
  const isChanged = pods.some((it) => mesh.isPatched(it.resource, podPath(it, "metadata.labels")));
  if (isChanged || mesh.isPatched(service.resource, "spec.selector")) return "info";
  const files = [service, ...pods].map(({ resource }) => resource.document.source);
  const siblings = valuesOfFirstLabel(subset, pods).length === 1;
  if (siblings && !routed) return "info";
  if (files.every((file) => file === source)) return siblings ? "warning" : "error";
  const together = pods.every(
    ({ resource }) => sameDeployment(resource, service.resource) === "certain",
  );
  return together && !siblings ? "warning" : "info";
}

function contradicts(subset: Subset, service: Service, selector: Located<string>): Finding {
  const { name } = service.resource;
  return {
    headline: `subset \`${subset.name?.value ?? ""}\` contradicts the selector of \`${name}\`, so it has no pods`,
    primary: { span: labelsSpan(subset), text: "the pods have another value" },
    related: [{ span: selector.span, text: "the Service's selector" }],
    note: noEndpoints("the subset"),
    help: `distinguish the pods of \`${name}\` by another label, such as \`version\``,
  };
}

function selectsNothing(
  subset: Subset,
  service: Service,
  pods: readonly Workload[],
  severity: Severity,
): Finding {
  const wanted = [...subset.labels].map(([key, { value }]) => `${key}: ${value}`);
  const slip = labelSlip(subset.labels, pods);
  const [pod] = pods;
  const place = pod?.template.at("metadata", "labels")?.keySpan;
  const owner =
    pods.length === 1 ? ` of ${pod?.resource.kind ?? ""} \`${pod?.resource.name ?? ""}\`` : "";
  return {
    headline: `no pod of \`${service.resource.name}\` has the labels of subset \`${subset.name?.value ?? ""}\``,
    primary: { span: labelsSpan(subset), text: "matches no pod" },
    related: place ? [{ span: place, text: whatPodsCarry(subset, pods) }] : [],
    note: noEndpoints("the subset"),
    help: slip
      ? spellAlike(slip, "its pods")
      : `add ${list(wanted)} to the pod template${owner}, or correct the subset`,
    severity,
  };
}

function labelsSpan({ field }: Subset): Span {
  return (field.get("labels") ?? field).span;
}
