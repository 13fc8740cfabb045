import type { Resource } from "../manifest/resource.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { Workload } from "../mesh/objects/workload.ts";
import type { Field } from "../yaml/field.ts";
import type { Finding } from "./finding.ts";

/** What selects pods, those with its labels in another namespace, and what follows. */
export interface PodsElsewhere {
  readonly resource: Resource;
  readonly pods: Workload;
  readonly note: string;
}

/** A selector that finds its pods in another namespace only. */
export function podsElsewhere(
  field: Field,
  { resource, pods, note }: PodsElsewhere,
  mesh: Mesh,
): Finding {
  const namespace = pods.resource.namespace ?? "";
  return {
    headline: `${resource.kind} \`${resource.name}\` selects no pods: they are in \`${namespace}\``,
    primary: { span: field.keySpan, text: "selects in its own namespace" },
    related: [{ span: mesh.nameSpan(pods.resource), text: "has these labels" }],
    note,
    help: `move the ${resource.kind} to namespace \`${namespace}\``,
  };
}

/** A policy for all pods of a namespace that has none. */
export function nobodyIn(resource: Resource, note: string, mesh: Mesh): Finding {
  return {
    headline: `namespace \`${resource.namespace ?? ""}\` has no pods for \`${resource.name}\``,
    primary: { span: mesh.nameSpan(resource), text: "applies to no pods" },
    note,
    help: "move the policy to the namespace of the intended pods",
  };
}
