import type { Resource } from "../../src/manifest/resource.ts";
import { groupBy } from "../../src/collections/group-by.ts";
import { oncePerMesh } from "../../src/mesh/ask/once-per-mesh.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Finding } from "../../src/rule/finding.ts";
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
    const first = firstOfName(mesh).get(resource);
    const { name, namespace = "" } = resource;
    if (first === undefined || name === "" || isPlaceholder(`${name}${namespace}`)) return;
    yield replaced(resource, first, mesh);
  },
});

/** Those that stand in a file again, each with the first of its name there. */
const firstOfName = oncePerMesh((mesh) => {
  const again = new Map<Resource, Resource>();
  const whole = mesh.all.resource().filter(({ role }) => role === "resource");
  for (const resources of groupBy(whole, ({ document }) => document.source).values()) {
    if (resources.length === 1) continue;
    const firsts = new Map<string, Resource>();
    for (const resource of resources) {
      const key = identity(resource);
      const first = firsts.get(key);
      if (first) again.set(resource, first);
      else firsts.set(key, resource);
    }
  }
  return again;
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
