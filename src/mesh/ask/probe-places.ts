import type { Places } from "../objects/written-at.ts";

const podSpecs = ["spec", "spec.template.spec", "spec.jobTemplate.spec.template.spec"];

/** Where containers are probed in one of these ways, whatever makes the pods. */
export function probePlaces(...ways: readonly string[]): Places {
  return {
    "*": podSpecs.flatMap((spec) => ways.map((way) => `${spec}.containers[].{}.${way}`)),
  };
}
