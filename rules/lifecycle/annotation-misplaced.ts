import { podAnnotations } from "../../src/mesh/ask/istio-annotations.ts";
import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import type { Workload } from "../../src/mesh/objects/workload.ts";
import type { Field } from "../../src/yaml/field.ts";
import { hasComments, removeUpwards } from "../../src/rule/removals.ts";

export const annotationMisplaced = defineRule({
  id: "annotation-misplaced",
  topic: "lifecycle",
  summary: "a pod annotation or label is set on the workload, where it is never read",
  severity: "warning",
  answers: ["IST0107"],
  reads: "workload",
  fields: { "*": ["metadata.annotations", "metadata.labels"] },
  evidence: [
    istio("pkg/config/analysis/msg/messages.yaml", "IST0107 MisplacedAnnotation"),
    istio("pkg/kube/inject/webhook.go", "injection reads the pod's own metadata"),
    istio("pkg/kube/inject/inject.go", "injectRequired: the label of the pod, then the annotation"),
  ],
  fixable: "unsafe",
  *check(workload) {
    const { resource, template, annotations, labels } = workload;
    if (template.parent === undefined) return;
    for (const field of resource.metadata?.get("annotations")?.entries() ?? []) {
      const key = String(field.step);
      if (podAnnotations.has(key) && !annotations.has(key) && !labels.has(key))
        yield misplaced(workload, field);
    }
    for (const field of resource.metadata?.get("labels")?.entries() ?? []) {
      const key = String(field.step);
      if (podLabels.has(key) && !annotations.has(key) && !labels.has(key))
        yield misplaced(workload, field);
    }
  },
});

/** Labels that decide for single pods whether they are part of the mesh. */
const podLabels: ReadonlySet<string> = new Set([
  "istio.io/dataplane-mode",
  "sidecar.istio.io/inject",
]);

function misplaced(workload: Workload, field: Field): Finding {
  const { resource, template } = workload;
  const fix = move(workload, field);
  const key = String(field.step);
  const map = String(field.parent?.step);
  return {
    headline: `\`${key}\` has no effect on a ${resource.kind}`,
    primary: { span: field.keySpan, text: "read from pods only" },
    related: [{ span: template.keySpan, text: "pods get these" }],
    note:
      map === "labels"
        ? "the namespace alone decides about the mesh: without a sidecar gRPC calls are balanced by connection, and no policy applies"
        : "the sidecar is injected without it: gRPC traffic is handled as if the annotation were not there",
    help: `move it to \`${[template.path, "metadata", map].join(".")}\``,
    ...(fix && { fix }),
  };
}

/** Behind an annotation that the template has already. */
function move({ template }: Workload, field: Field): Fix | undefined {
  const value = field.scalar();
  const sibling = template.at("metadata", String(field.parent?.step))?.entries().at(-1);
  const { text } = field.source;
  if (value === undefined || sibling === undefined || field.node.kind !== "scalar")
    return undefined;
  if (field.node.style === "literal" || field.node.style === "folded") return undefined;
  const written = text.slice(field.keySpan.start, field.node.end);
  const remove = removeUpwards(field, 1);
  const add = addAfter(sibling, written);
  return remove && add && !written.includes("\n") && !hasComments(field)
    ? {
        title: "move it to the pod template, which restarts the pods",
        safe: false,
        edits: [remove, add],
      }
    : undefined;
}
