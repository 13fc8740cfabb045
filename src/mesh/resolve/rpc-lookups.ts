import type { Resource } from "../../manifest/resource.ts";
import type { Protos, RpcCatalogue } from "../../rpc/rpc.ts";
import { groupBy } from "../../collections/group-by.ts";
import { lazy } from "../../collections/lazy.ts";
import type { RpcPath } from "./rpc-paths.ts";

/** What `.proto` files and descriptor sets define, and where the mesh names it. */
export interface RpcLookups {
  /** The RPCs that the inputs define; `undefined` where they define none. */
  rpcs(): RpcCatalogue | undefined;
  /** The paths in a route or policy that may name an RPC. */
  rpcPathsOf(resource: Resource): readonly RpcPath[];
}

export function rpcLookupsOf(
  protos: (() => Protos) | undefined,
  paths: () => readonly RpcPath[],
): RpcLookups {
  const byResource = lazy(() => groupBy(paths(), ({ resource }) => resource));
  return {
    rpcs: () => protos?.().catalogue,
    rpcPathsOf: (resource) => byResource().get(resource) ?? [],
  };
}
