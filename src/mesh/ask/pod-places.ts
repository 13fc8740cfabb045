import type { Places } from "../objects/written-at.ts";

/** Where the API server reads the `spec` of a pod, by kind. */
const podSpecs = {
  "/Pod": "spec",
  "/ReplicationController": "spec.template.spec",
  "apps/Deployment": "spec.template.spec",
  "apps/StatefulSet": "spec.template.spec",
  "apps/DaemonSet": "spec.template.spec",
  "apps/ReplicaSet": "spec.template.spec",
  "batch/Job": "spec.template.spec",
  "batch/CronJob": "spec.jobTemplate.spec.template.spec",
} as const;

/** The paths below the `spec` of pods, whatever built-in kind makes them; without any, that `spec` itself. */
export function podPlaces(...paths: readonly string[]): Places {
  return Object.fromEntries(
    Object.entries(podSpecs).map(([type, spec]) => [
      type,
      paths.length === 0 ? [spec] : paths.map((path) => `${spec}.${path}`),
    ]),
  );
}
