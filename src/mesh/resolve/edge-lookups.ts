import type { Catalogue } from "./catalogue.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import type { GatewayServer } from "../objects/gateway.ts";
import { groupBy, invert } from "../../collections/group-by.ts";
import { lazy } from "../../collections/lazy.ts";
import { byHosts } from "./lookups.ts";
import type { Pods } from "./pods.ts";
import type { Workload } from "../objects/workload.ts";

/** Servers and filters by what they name: indexes, so that looking for rivals of each stays linear. */
export interface EdgeLookups {
  /** Servers of gateways that list `host`, as written. */
  serversFor(host: string): readonly GatewayServer[];
  /** Servers of gateways that name a Secret or file as their certificate. */
  serversWith(certificate: string): readonly GatewayServer[];
  /** Servers of the Gateways that configure a pod. */
  serversAt(workload: Workload): readonly GatewayServer[];
  /** Patches whose value is a filter of a name. */
  filtersNamed(name: string): readonly EnvoyPatch[];
}

export function edgeLookupsOf(
  { gateways, envoyPatches }: Catalogue,
  { podsOfGateway }: Pick<Pods, "podsOfGateway">,
): EdgeLookups {
  const servers = lazy(() => gateways().flatMap((gateway) => gateway.servers));
  const byHost = lazy(() => byHosts(servers()));
  const byCertificate = lazy(() => groupBy(servers(), ({ certificate }) => certificate?.value));
  const filters = lazy(() => groupBy(envoyPatches(), ({ value }) => value?.get("name")?.text));
  const byPod = lazy(() => invert(new Map(gateways().map((it) => [it, podsOfGateway(it)]))));
  return {
    serversAt: (workload) => (byPod().get(workload) ?? []).flatMap((it) => it.servers),
    serversFor: (host) => byHost().get(host) ?? [],
    serversWith: (certificate) => byCertificate().get(certificate) ?? [],
    filtersNamed: (name) => filters().get(name) ?? [],
  };
}
