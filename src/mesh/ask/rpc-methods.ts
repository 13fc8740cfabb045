import type { RpcMethod } from "../../rpc/rpc.ts";
import type { Resource } from "../../manifest/resource.ts";
import { gather } from "../../collections/gather.ts";
import type { Mesh } from "../mesh.ts";
import type { RpcPath } from "../resolve/rpc-paths.ts";
import { mayTake, rpcsAt } from "./rpc-routes.ts";
import type { Service } from "../objects/service.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import type { Workload } from "../objects/workload.ts";
import type { Span } from "../../yaml/source.ts";

/** An RPC that reaches a pod's proxy, and where it is said that it does. */
export interface RpcThrough {
  readonly service: string;
  readonly method: RpcMethod;
  readonly reason: Span;
}

/** The RPCs whose calls a pod's proxy passes on: those it serves; at a gateway those of the routes bound to it. */
export function rpcsThrough(workload: Workload, mesh: Mesh): readonly RpcThrough[] {
  const paths = workload.isGateway ? pathsAt(workload, mesh) : pathsTo(workload, mesh);
  const found = new Map<RpcMethod, RpcThrough>();
  for (const path of paths) {
    for (const method of rpcsAt(path, mesh.rpcs())) {
      const { service, span } = path;
      if (!found.has(method)) found.set(method, { service, method, reason: span });
    }
  }
  return [...found.values()];
}

function pathsAt(workload: Workload, mesh: Mesh): readonly RpcPath[] {
  const routed = new Set<Resource>();
  for (const server of mesh.serversAt(workload))
    for (const { resource } of mesh.virtualServicesOf(server)) routed.add(resource);
  return routed.size === 0 ? [] : [...routed].flatMap((resource) => mesh.rpcPathsOf(resource));
}

function pathsTo(workload: Workload, mesh: Mesh): readonly RpcPath[] {
  const served = new Set<Service | undefined>(mesh.servicesOf(workload));
  if (served.size === 0) return [];
  return mesh.all
    .rpcPath()
    .filter(({ route }) =>
      route?.destinations.some(({ service }) => service && served.has(service)),
    );
}

/** The RPCs of a service that no route for these hosts of the mesh takes. */
export function unroutedRpcs(
  { hosts, resource }: VirtualService,
  service: string,
  mesh: Mesh,
): readonly RpcMethod[] {
  const rpcs = mesh.rpcs();
  const defined = rpcs?.services.get(service);
  if (rpcs === undefined || defined === undefined || defined.isOpen) return [];
  const others = hosts.flatMap(({ value }) => mesh.virtualServicesFor(value, resource));
  const routes = [
    ...gather([...new Set(others)], (it) => mesh.routesOf(it.resource)),
    ...mesh.all.route().filter(({ api, viaMesh }) => api !== "VirtualService" && viaMesh),
  ];
  return [...defined.methods.values()].filter(
    ({ name }) => !routes.some((route) => mayTake(route, `/${service}/${name.value}`, rpcs)),
  );
}
