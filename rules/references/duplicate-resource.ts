import type { Resource } from "../../src/manifest/resource.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";

export const duplicateResource = defineRule({
  id: "duplicate-resource",
  topic: "references",
  summary: "two documents of one file define the same object, so the later replaces the earlier",
  severity: "warning",
  severityWhere: { info: "both documents are equal" },
  reads: "resource",
  evidence: [
    kubernetes(
      "staging/src/k8s.io/kubectl/pkg/cmd/apply/apply.go",
      "documents are applied in order, each to the object of its group, kind, namespace and name",
    ),
  ],
  *check(resource, mesh) {
    const { role, name, namespace = "" } = resource;
    if (role !== "resource" || name === "" || isPlaceholder(`${name}${namespace}`)) return;
    const first = firstOfName(mesh).get(resource.document.source)?.get(identity(resource));
    if (first && first !== resource) yield replaced(resource, first, mesh);
  },
});

/** The first of each object of the cluster in a file. */
const firstOfName = oncePerMesh((mesh) => {
  const files = new Map<SourceFile, Map<string, Resource>>();
  for (const resource of mesh.all.resource()) {
    if (resource.role !== "resource") continue;
    const { source } = resource.document;
    const known = files.get(source) ?? new Map<string, Resource>();
    files.set(source, known);
    const key = identity(resource);
    if (!known.has(key)) known.set(key, resource);
  }
  return files;
});

function identity({ type, namespace, name }: Resource): string {
  return JSON.stringify([type, namespace, name]);
}

function replaced(resource: Resource, first: Resource, mesh: Mesh): Finding {
  const { kind, name } = resource;
  const isEqual = written(first) === written(resource);
  return {
    headline: isEqual
      ? `${kind} \`${name}\` is defined twice in this file`
      : `${kind} \`${name}\` is defined twice in this file, and only the later one is kept`,
    primary: { span: mesh.nameSpan(resource), text: "defined again" },
    related: [
      {
        span: mesh.nameSpan(first),
        text: isEqual ? "first defined here" : "replaced by the later one",
      },
    ],
    note: isEqual
      ? "both are identical now; a later change to only one of them is lost, or replaces the other"
      : "the file is applied in order: the routes, ports or policies of the earlier document do not stay in effect",
    help: isEqual
      ? "remove one of them"
      : "merge both into one document, or give one of them another name",
    ...(isEqual && { severity: "info" as const }),
  };
}

function written({ root }: Resource): string {
  return JSON.stringify(root.toValue("drop nulls"));
}
