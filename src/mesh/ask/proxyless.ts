import type { Mesh } from "../mesh.ts";
import type { HostOwner } from "../objects/service.ts";
import { isService } from "../objects/service.ts";
import type { Workload } from "../objects/workload.ts";
import type { Resource } from "../../manifest/resource.ts";
import { namespacesAgree } from "../world/by-namespace.ts";

/** Where a pod says that its gRPC library reads xDS itself. */
export const templatesAnnotation = "inject.istio.io/templates";

/**
 * A pod without a proxy whose gRPC library reads what `from` says of a host: it is in the namespace of `from` and does not serve
 * the host itself. `undefined` where Envoy may read it as well: a gateway, or another pod of the inputs.
 */
export function proxylessClient(
  owner: HostOwner | undefined,
  from: Resource,
  mesh: Mesh,
): Workload | undefined {
  const candidates = mesh.podsAnnotated(templatesAnnotation);
  if (candidates.length === 0) return undefined;
  const service = owner && isService(owner) ? owner : undefined;
  if (service && mesh.anyRoutesTo(service).some(({ viaGateway }) => viaGateway)) return undefined;
  const servers = service ? mesh.workloadsOf(service) : [];
  const others = mesh.all.workload().filter((it) => !servers.includes(it));
  // What the root namespace says is for all of them.
  const isForAll = from.namespace === mesh.config().rootNamespace;
  const isBeside = ({ resource }: Workload): boolean =>
    isForAll || namespacesAgree(resource.namespace, from.namespace);
  const isClear = others.every(
    (it) =>
      it.proxyless || (isBeside(it) ? it.injection === "excluded" : it.injection !== "injected"),
  );
  return isClear ? others.find((it) => it.proxyless && isBeside(it)) : undefined;
}
