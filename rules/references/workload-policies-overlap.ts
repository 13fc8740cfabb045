import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { findPods } from "../../src/mesh/ask/missing-pods.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import { isEarlierRival, rivalFinder, surelyApplied } from "../../src/mesh/ask/same-scope.ts";
import { surelyTogether } from "../../src/mesh/ask/surely-together.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "networking.istio.io/Sidecar": ["spec.workloadSelector.labels"],
  "security.istio.io/PeerAuthentication": ["spec.selector.matchLabels"],
  "telemetry.istio.io/Telemetry": ["spec.selector.matchLabels"],
};

export const workloadPoliciesOverlap = defineRule({
  id: "workload-policies-overlap",
  topic: "references",
  summary: "two policies of one kind select the same pods, where only one takes effect",
  severity: "error",
  severityWhere: { warning: "the two may not be applied to the same cluster" },
  reads: "resource",
  fields: places,
  evidence: [
    istio(
      "pilot/pkg/security/authn/policy_applier.go",
      "ComposePeerAuthentication: the oldest that selects",
    ),
    istio("pilot/pkg/model/push_context.go", "getSidecarScope: the first whose selector matches"),
    istio("pilot/pkg/model/telemetry.go", "one Telemetry a workload: the oldest"),
  ],
  answers: ["IST0110", "IST0159", "KIA0003"],
  *check(resource, mesh) {
    const [own] = selectorsOf(resource);
    if (own === undefined) return;
    const find = selecting(mesh);
    const found = podsOf(own, resource, mesh).flatMap((pod) => {
      const other = find(pod, resource, mesh).find((it) =>
        isEarlierRival(it.resource, resource, mesh),
      );
      return other ? [{ other, pod }] : [];
    });
    const [first] = found.toSorted((one, two) => one.other.place - two.other.place);
    if (first) yield overlap({ resource, own }, first.other, first.pod, mesh);
  },
});

interface Placed extends Selecting {
  readonly place: number;
}

/** Policies by the pods that they select. */
const selecting = oncePerMesh((mesh) =>
  rivalFinder<Placed>(
    Object.keys(places)
      .flatMap((type) => mesh.ofType(type))
      .flatMap((resource, place) => selectorsOf(resource).map((own) => ({ resource, own, place }))),
    ({ resource }) => resource,
    ({ resource, own }) => podsOf(own, resource, mesh),
  ),
);

/** A target takes the place of a selector. */
function selectorsOf(resource: Resource): readonly Field[] {
  const targeted = resource.spec?.get("targetRef") ?? resource.spec?.get("targetRefs");
  return targeted ? [] : placesOf(resource, places);
}

function podsOf(selector: Field, from: Resource, mesh: Mesh): readonly Workload[] {
  const labels = selector.stringMap();
  if (labels.size === 0) return [];
  return findPods({ selector: labels, from, everywhere: false }, mesh).filter(({ resource }) =>
    surelyTogether(resource, from),
  );
}

interface Selecting {
  readonly resource: Resource;
  readonly own: Field;
}

function overlap(one: Selecting, other: Selecting, pod: Workload, mesh: Mesh): Finding {
  const { kind, name } = one.resource;
  return {
    headline: `two ${kind} resources select the pods of \`${pod.resource.name}\``,
    primary: { span: one.own.keySpan, text: "selects these pods" },
    related: [
      { span: other.own.keySpan, text: `\`${other.resource.name}\` selects them, too` },
      { span: mesh.nameSpan(pod.resource), text: "the pods" },
    ],
    note: `only the older one takes effect there: the other's settings for gRPC calls do not apply`,
    help: `merge \`${name}\` and \`${other.resource.name}\`, or select other pods`,
    ...(!surelyApplied(one.resource, other.resource, mesh) && { severity: "warning" as const }),
  };
}
