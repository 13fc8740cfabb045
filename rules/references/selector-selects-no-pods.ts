import type { Resource } from "../../src/manifest/resource.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { missingPods, type MissingPods } from "../../src/mesh/ask/missing-pods.ts";
import { holdsNamespace } from "../../src/mesh/world/open-world.ts";
import { nobodyIn, podsElsewhere } from "../../src/rule/pods-elsewhere.ts";
import { noEndpoints } from "../../src/rule/consequences.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { replaceLabel } from "../../src/rule/replace-label.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio, istioApi, thread } from "../../src/rule/rule.ts";
import { spellAlike } from "../../src/rule/spell-alike.ts";
import { list } from "../../src/text/lists.ts";
import type { Field } from "../../src/yaml/field.ts";

const labels = ["spec.selector.matchLabels"];
const workloadLabels = ["spec.workloadSelector.labels"];

const places: Places = {
  "security.istio.io/AuthorizationPolicy": labels,
  "security.istio.io/PeerAuthentication": labels,
  "security.istio.io/RequestAuthentication": labels,
  "telemetry.istio.io/Telemetry": labels,
  "extensions.istio.io/WasmPlugin": labels,
  "networking.istio.io/Gateway": ["spec.selector"],
  "networking.istio.io/Sidecar": workloadLabels,
  "networking.istio.io/EnvoyFilter": workloadLabels,
  "networking.istio.io/ServiceEntry": workloadLabels,
  "networking.istio.io/DestinationRule": ["spec.workloadSelector.matchLabels"],
};

export const selectorSelectsNoPods = defineRule({
  id: "selector-selects-no-pods",
  topic: "references",
  summary: "a policy, gateway or filter selects no pods",
  severity: "warning",
  severityWhere: { info: "the pods may be in files that are not checked" },
  reads: "resource",
  fields: [places, { "security.istio.io/AuthorizationPolicy": [""] }],
  evidence: [
    istioApi(
      "type/v1beta1/selector.proto",
      "WorkloadSelector.match_labels: all labels, in one namespace",
    ),
    istio(
      "pkg/config/analysis/msg/messages.yaml",
      "IST0127 NoMatchingWorkloadsFound, IST0101 for `selector`",
    ),
    thread("istio/istio#26912", "an EnvoyFilter for a gateway of another namespace has no effect"),
  ],
  answers: ["IST0101", "IST0127", "KIA0004", "KIA0302"],
  fixable: "unsafe",
  *check(resource, mesh) {
    const { rootNamespace } = mesh.config();
    const everywhere = resource.kind === "Gateway" || resource.namespace === rootNamespace;
    for (const field of placesOf(resource, places)) {
      const missing = missingPods(
        { selector: field.stringMap(), from: resource, everywhere },
        mesh,
      );
      if (missing?.elsewhere)
        yield podsElsewhere(
          field,
          { resource, pods: missing.elsewhere, note: noteOf(resource) },
          mesh,
        );
      else if (missing) yield selectsNone(field, resource, missing);
    }
    const empty = !everywhere && isForNobody(resource, mesh);
    if (empty) yield nobodyIn(resource, noteOf(resource), mesh);
  },
});

/** A policy for a whole namespace in which there are no pods. */
function isForNobody({ kind, role, spec, namespace }: Resource, mesh: Mesh): boolean {
  return (
    kind === "AuthorizationPolicy" &&
    role === "resource" &&
    spec !== undefined &&
    ["selector", "targetRef", "targetRefs"].every((key) => spec.get(key) === undefined) &&
    holdsNamespace(namespace, mesh) &&
    !mesh.hasPodsIn(namespace)
  );
}

const consequences: Readonly<Record<string, string>> = {
  AuthorizationPolicy: "the policy neither allows nor denies calls to the intended pods",
  Gateway: "no proxy opens its ports: gRPC calls from outside end with UNAVAILABLE (14)",
  ServiceEntry: noEndpoints("the host"),
};

function noteOf({ kind }: Resource): string {
  return consequences[kind] ?? `the ${kind} applies to no pods, so gRPC calls ignore it`;
}

function selectsNone(
  field: Field,
  resource: Resource,
  { similar, slip, sure }: MissingPods,
): Finding {
  const wanted = [...field.stringMap()].map(([key, { value }]) => `${key}: ${value}`);
  return {
    headline: `${resource.kind} \`${resource.name}\` selects no pods`,
    primary: { span: similar?.written.span ?? field.keySpan, text: "no pod has this label" },
    related: similar ? [{ span: similar.carried.span, text: "a pod has this label" }] : [],
    note: noteOf(resource),
    help: similar
      ? `use \`${similar.carried.value}\` if that is what you meant`
      : slip
        ? spellAlike(slip, "the pods")
        : `select pods that exist, or add ${list(wanted)} to a pod template`,
    ...offerFix(similar && replaceLabel(field, similar), {
      title: `use \`${similar?.carried.value ?? ""}\`, which a pod has`,
      safe: false,
    }),
    ...(!sure && { severity: "info" as const }),
  };
}
