import type { Mesh } from "../mesh.ts";
import type { HostOwner } from "../objects/service.ts";
import { fullHost } from "../objects/hosts.ts";
import { asService } from "../objects/service.ts";
import type { Workload } from "../objects/workload.ts";
import type { Resource } from "../../manifest/resource.ts";
import { asksForSidecars } from "../objects/injection.ts";
import { isBehindGateway } from "./behind-gateways.ts";
import { namespacesAgree } from "../world/by-namespace.ts";

/** Where a pod says that its gRPC library reads xDS itself. */
export const templatesAnnotation = "inject.istio.io/templates";

/** A host as a resource writes it, and who defines it where the inputs hold that. */
export interface CalledHost {
  readonly host: string | undefined;
  readonly owner: HostOwner | undefined;
}

/**
 * A pod without a proxy whose gRPC library reads what `from` says of a host: it is in the namespace of `from` and does not serve
 * the host itself. `undefined` where Envoy may read it as well: a gateway, another pod of the inputs, or
 * those of another namespace with sidecars.
 */
export function proxylessClient(
  { host, owner }: CalledHost,
  from: Resource,
  mesh: Mesh,
): Workload | undefined {
  const candidates = mesh.podsAnnotated(templatesAnnotation);
  if (candidates.length === 0) return undefined;
  const service = asService(owner);
  const named = service?.resource.name ?? host ?? "";
  const full = fullHost(named, service?.resource ?? from, mesh.settings.clusterDomain);
  if (isBehindGateway(full.toLowerCase(), mesh)) return undefined;
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
  const hasSidecars = mesh
    .ofType("/Namespace")
    .some(
      (it) => asksForSidecars(it) && !isNamespaceOf(it, candidates) && it.name !== from.namespace,
    );
  return isClear && !hasSidecars ? others.find((it) => it.proxyless && isBeside(it)) : undefined;
}

function isNamespaceOf({ name }: Resource, pods: readonly Workload[]): boolean {
  return pods.some(({ resource }) => namespacesAgree(resource.namespace, name));
}
