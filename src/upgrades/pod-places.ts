import type { Places } from "../mesh/objects/written-at.ts";

const template = "spec.template";
const templates: Readonly<Record<string, string>> = {
  "/Pod": "",
  "apps/Deployment": template,
  "apps/StatefulSet": template,
  "apps/DaemonSet": template,
  "apps/ReplicaSet": template,
  "batch/Job": template,
  "batch/CronJob": "spec.jobTemplate.spec.template",
};

/** The places of a path below the templates of pods, such as `spec.containers[].image`. */
export function inPods(path: string): Places {
  const join = (start: string): string => (start === "" ? path : `${start}.${path}`);
  return Object.fromEntries(
    Object.entries(templates).map(([type, start]) => [type, [join(start)]]),
  );
}

/** The place of an annotation of pods. */
export function podAnnotation(name: string): Places {
  return inPods(`metadata.annotations["${name}"]`);
}
