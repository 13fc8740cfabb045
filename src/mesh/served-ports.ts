import { targetNumber } from "./find-evidence.ts";
import { gather } from "./gather.ts";
import type { Mesh } from "./mesh.ts";
import type { AuthorizationPolicy, PeerAuthentication } from "./policies.ts";
import type { ServicePort } from "./service.ts";
import { surelyApplies, surelyTogether } from "./surely-together.ts";
import type { Workload } from "./workload.ts";

/** A pod's port and the Service port that leads to it. */
export interface ServedPort {
  readonly port: ServicePort;
  /** The number the pod listens on; `undefined` for a name that no container port has. */
  readonly target: number | undefined;
}

/** The pods a policy applies to; empty where it is not certain of every one, and of the Services before it. */
export function podsSurelyUnder(
  policy: AuthorizationPolicy | PeerAuthentication,
  mesh: Mesh,
): readonly Workload[] {
  const pods = mesh.workloadsUnder(policy);
  const sure = pods.every(
    (pod) =>
      surelyApplies(policy.resource, pod.resource, mesh) &&
      mesh.servicesOf(pod).every(({ resource }) => surelyTogether(resource, pod.resource)),
  );
  return sure ? pods : [];
}

/** The ports of all Services that select a pod. */
export function servedPortsOf(workload: Workload, mesh: Mesh): readonly ServedPort[] {
  return gather(mesh.servicesOf(workload), ({ ports }) => ports).map((port) => ({
    port,
    target: targetNumber(port, workload),
  }));
}

/** Whether the pod listens on `number`, as far as containers and Services say. */
export function listensOn(workload: Workload, mesh: Mesh, number: number): boolean {
  const declared = workload.containers.flatMap(({ ports }) => ports);
  return (
    declared.some((port) => port.number?.value === number) ||
    servedPortsOf(workload, mesh).some(({ target }) => target === number)
  );
}

/**
 * The Service port that someone took for a pod's port: its number is `number`, none of the pods listens there,
 * and it leads to another port of theirs.
 */
export function mistakenServicePort(
  workloads: readonly Workload[],
  mesh: Mesh,
  number: number,
): (ServedPort & { readonly target: number }) | undefined {
  if (workloads.some((workload) => listensOn(workload, mesh, number))) return undefined;
  for (const { port, target } of workloads.flatMap((it) => servedPortsOf(it, mesh))) {
    if (port.number?.value === number && target !== undefined) return { port, target };
  }
  return undefined;
}
