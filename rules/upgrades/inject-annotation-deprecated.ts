import type { Mesh } from "../../src/mesh/mesh.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { hasComments, removeUpwards } from "../../src/rule/removals.ts";

const key = "sidecar.istio.io/inject";

export const injectAnnotationDeprecated = defineRule({
  id: "inject-annotation-deprecated",
  topic: "upgrades",
  summary: "injection is requested by an annotation instead of a label",
  severity: "warning",
  severityWhere: { info: "the annotation still works" },
  answers: ["IST0135"],
  reads: "workload",
  fields: { "*": [`metadata.annotations["${key}"]`] },
  evidence: [
    istioApi("annotation/annotations.yaml", "sidecar.istio.io/inject: deprecated for the label"),
    istio(
      "manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml",
      "objectSelector: labels only",
    ),
    istio(
      "pkg/kube/inject/inject.go",
      'injectRequired: the annotation `"false"` is read once called',
    ),
    {
      project: "OpenShift Service Mesh 2",
      path: "modules/ossm-sidecar-injection.adoc",
      detail: "pods ask for sidecars by the annotation",
    },
  ],
  fixable: "unsafe",
  *check(workload, mesh) {
    // Once called, the webhook reads a refusal in the annotation as well; OpenShift's asks for nothing else.
    const field = workload.template.at("metadata", "annotations", key);
    if (!field || !isAsked(workload) || mesh.signs().openShift) return;
    if (firstBeside(workload, mesh) === workload)
      yield annotated(workload, field, mesh.namespaceOf(workload.resource));
  },
});

function isAsked({ labels, annotations }: Workload): boolean {
  return annotations.get(key)?.value === "true" && !labels.has(key);
}

/** One pod of a namespace speaks for the others of its variant. */
function firstBeside({ resource }: Workload, mesh: Mesh): Workload | undefined {
  const { namespace, document } = resource;
  return mesh.podsAnnotated(key).find((other) => {
    const { resource: its } = other;
    const isThere =
      its.namespace === namespace &&
      (namespace !== undefined || its.document.source === document.source);
    return isThere && isAsked(other) && mesh.meantBy(resource, its.type, its).includes(its);
  });
}

/** With the annotation alone the webhook is called only in namespaces that are labelled. */
function isInert({ injection }: Workload, namespace: Resource | undefined): boolean {
  return namespace !== undefined && ["unknown", "ambient"].includes(injection);
}

function annotated(workload: Workload, field: Field, namespace: Resource | undefined): Finding {
  const inert = isInert(workload, namespace);
  const fix = moveToLabels(workload, field);
  return {
    headline: inert
      ? "this annotation alone does not give the pods a sidecar"
      : `the annotation \`${key}\` is deprecated in favour of the label`,
    primary: { span: field.keySpan, text: inert ? "the webhook selects by labels" : "deprecated" },
    related:
      inert && namespace?.metadata
        ? [{ span: namespace.metadata.keySpan, text: "no injection label" }]
        : [],
    note: inert
      ? "without a sidecar, gRPC is balanced per connection, in plaintext, without routes and policies"
      : "a webhook that is not called for these pods does not read it: gRPC may silently bypass the mesh",
    help: `set \`${key}: "true"\` under \`labels\` of the pod templates of this namespace`,
    severity: inert ? "warning" : "info",
    ...(fix && { fix }),
  };
}

/** Behind a label that the template has already. */
function moveToLabels({ template }: Workload, field: Field): Fix | undefined {
  const label = template.at("metadata", "labels")?.entries().at(-1);
  const add = label && addAfter(label, `${key}: "true"`);
  const remove = removeUpwards(field, 1);
  if (!add || !remove || hasComments(field)) return undefined;
  return {
    title: "move it to the labels, so that the pods always get sidecars",
    safe: false,
    edits: [remove, add],
  };
}
