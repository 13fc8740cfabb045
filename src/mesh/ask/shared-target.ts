import type { Span } from "../../yaml/source.ts";
import type { Mesh } from "../mesh.ts";
import { selects } from "../objects/select.ts";
import type { Service, ServicePort } from "../objects/service.ts";
import { targetNumber } from "../objects/target-number.ts";
import { sameDeployment } from "../world/same-deployment.ts";
import type { Workload } from "../objects/workload.ts";

type IsOther = (port: ServicePort) => boolean;

/** A port of another sort that leads to the same container port: of the same Service, or of one for the same pods. */
export function sharerOf(port: ServicePort, mesh: Mesh, isOther: IsOther): ServicePort | undefined {
  const pods = mesh.workloadsOf(port.service);
  return pods.length === 0 ? sharerByText(port, mesh, isOther) : sharerInPods(port, mesh, isOther);
}

/** Without pods: equal `targetPort`s of one Service, or of Services with equal selectors. */
function sharerByText(port: ServicePort, mesh: Mesh, isOther: IsOther): ServicePort | undefined {
  const { service, targetPort } = port;
  return [service, ...alikeServices(service, mesh)]
    .flatMap(({ ports }) => ports)
    .find((it) => it !== port && it.targetPort?.value === targetPort?.value && isOther(it));
}

function sharerInPods(port: ServicePort, mesh: Mesh, isOther: IsOther): ServicePort | undefined {
  for (const pod of mesh.workloadsOf(port.service)) {
    const found = mesh
      .servicesOf(pod)
      .flatMap(({ ports }) => ports)
      .find((it) => it !== port && isOther(it) && meet(pod, port, it));
    if (found) return found;
  }
  return undefined;
}

/** Other Services of the namespace with an equal selector. */
function alikeServices(service: Service, mesh: Mesh): readonly Service[] {
  const { resource, selector } = service;
  if (selector.size === 0) return [];
  return mesh
    .inNamespace("/Service", resource.namespace)
    .filter((it) => it.name !== resource.name && sameDeployment(it, resource) === "certain")
    .flatMap((it) => mesh.servicesNamed(it.name).filter((other) => other.resource === it))
    .filter((it) => it.selector.size === selector.size && selects(selector, it.selector));
}

/** Both lead to one container port, and are not two variants of one Service. */
function meet(workload: Workload, left: ServicePort, right: ServicePort): boolean {
  const target = targetNumber(left, workload);
  const variants =
    left.service !== right.service && left.service.resource.name === right.service.resource.name;
  return !variants && target !== undefined && target === targetNumber(right, workload);
}

/** Where the container port that two ports share is written, or else where the first one names it. */
export function sharedTarget(port: ServicePort, sharer: ServicePort, mesh: Mesh): Span | undefined {
  const pod = mesh.workloadsOf(port.service).find((it) => meet(it, port, sharer));
  if (pod === undefined) return port.targetPort?.span;
  const target = targetNumber(port, pod);
  const found = pod.containers
    .flatMap(({ ports }) => ports)
    .find(({ number }) => number?.value === target);
  return found?.number?.span ?? mesh.nameSpan(pod.resource);
}

/** Of one Service the port that comes first decides for both. */
export function comesFirst(left: ServicePort, right: ServicePort): boolean {
  const { ports } = left.service;
  return left.service === right.service && ports.indexOf(left) < ports.indexOf(right);
}
