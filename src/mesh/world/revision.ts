import type { Resource } from "../../manifest/resource.ts";

/**
 * Whether one istiod may read both: of resources with the label of a revision each reads its own.
 * Source: istio `pkg/config/model.go` LabelsInRevision (1.31).
 */
export function areOfOneRevision(one: Resource, other: Resource): boolean {
  const [own, others] = [one, other].map(({ metadata }) => metadata?.at("labels", revision)?.text);
  return own === undefined || others === undefined || own === others;
}

const revision = "istio.io/rev";
