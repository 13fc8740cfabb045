import type { Mesh } from "../mesh.ts";
import type { ServicePort } from "../objects/service.ts";
import { targetNumber } from "../objects/target-number.ts";

/** Whether all known pods behind a port accept mutual TLS alone. */
export function acceptsMutualTlsOnly(port: ServicePort, mesh: Mesh): boolean {
  const pods = mesh.workloadsOf(port.service);
  return (
    pods.length > 0 &&
    pods.every(
      (pod) =>
        pod.injection !== "excluded" &&
        mesh.mutualTlsOf(pod, targetNumber(port, pod)).mode === "STRICT",
    )
  );
}
