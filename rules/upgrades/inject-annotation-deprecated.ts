import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Workload } from "../../src/mesh/workload.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeUpwards } from "../../src/rule/removals.ts";

const key = "sidecar.istio.io/inject";

export const injectAnnotationDeprecated = defineRule({
  id: "inject-annotation-deprecated",
  topic: "upgrades",
  summary: "injection is asked for or refused by an annotation instead of a label",
  severity: "warning",
  answers: ["IST0135"],
  reads: "workload",
  at: { "*": [`metadata.annotations["${key}"]`] },
  evidence: [
    istioApi("annotation/annotations.yaml", "sidecar.istio.io/inject: deprecated for the label"),
    istio(
      "manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml",
      "objectSelector: labels only",
    ),
  ],
  fixable: "unsafe",
  *check(workload, mesh) {
    if (workload.labels.has(key)) return;
    const field = workload.template.at("metadata", "annotations", key);
    if (field) yield annotated(workload, field, namespaceOf(workload, mesh));
  },
});

function namespaceOf({ resource }: Workload, mesh: Mesh): Resource | undefined {
  return mesh.all
    .resource()
    .find(({ kind, name }) => kind === "Namespace" && name === resource.namespace);
}

/** With the annotation alone the webhook is called only in namespaces that are labelled. */
function isInert(workload: Workload, field: Field, namespace: Resource | undefined): boolean {
  return field.text === "true" && namespace !== undefined && workload.injection === "unknown";
}

function annotated(workload: Workload, field: Field, namespace: Resource | undefined): Finding {
  const inert = isInert(workload, field, namespace);
  const fix = moveToLabels(workload, field);
  return {
    headline: inert
      ? "this annotation alone does not get the pods a sidecar"
      : `the annotation \`${key}\` is deprecated in favour of the label`,
    primary: { span: field.keySpan, text: inert ? "the webhook selects by labels" : "deprecated" },
    related:
      inert && namespace?.metadata
        ? [{ span: namespace.metadata.keySpan, text: "no injection label" }]
        : [],
    note: inert
      ? "without a sidecar gRPC is balanced per connection, in plaintext, past every route and policy"
      : "a webhook that is not called for these pods does not read it: gRPC may go past the mesh unnoticed",
    help: `set \`${key}: "${field.text ?? "true"}"\` under \`labels\` of the pod template`,
    severity: inert ? "warning" : "info",
    ...(fix && { fix }),
  };
}

/** Behind a label that the template has already. */
function moveToLabels({ template }: Workload, field: Field): Fix | undefined {
  const label = template.at("metadata", "labels")?.entries().at(-1);
  const value = field.text;
  const add = label && addAfter(label, `${key}: "${value ?? ""}"`);
  const remove = removeUpwards(field, 1);
  if (value === undefined || !add || !remove) return undefined;
  const safe = value === "false";
  return {
    title: safe
      ? "move it to the labels"
      : "move it to the labels, so that pods get sidecars everywhere",
    safe,
    edits: [remove, add],
  };
}
