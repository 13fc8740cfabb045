import type { Catalogue } from "./catalogue.ts";
import type { EnvoyPatch } from "./envoy-filter.ts";
import type { GatewayServer } from "./gateway.ts";
import { groupBy } from "./group-by.ts";
import { lazy } from "./lazy.ts";
import { byHosts } from "./lookups.ts";

/** Servers and filters by what they name: indexes, so that looking for rivals of each stays linear. */
export interface EdgeLookups {
  /** Servers of gateways that list `host`, as written. */
  serversFor(host: string): readonly GatewayServer[];
  /** Servers of gateways that name a Secret or file as their certificate. */
  serversWith(certificate: string): readonly GatewayServer[];
  /** Patches whose value is a filter of a name. */
  filtersNamed(name: string): readonly EnvoyPatch[];
}

export function edgeLookupsOf({ gateways, envoyPatches }: Catalogue): EdgeLookups {
  const servers = lazy(() => gateways().flatMap((gateway) => gateway.servers));
  const byHost = lazy(() => byHosts(servers()));
  const byCertificate = lazy(() => groupBy(servers(), ({ certificate }) => certificate?.value));
  const filters = lazy(() => groupBy(envoyPatches(), ({ value }) => value?.get("name")?.text));
  return {
    serversFor: (host) => byHost().get(host) ?? [],
    serversWith: (certificate) => byCertificate().get(certificate) ?? [],
    filtersNamed: (name) => filters().get(name) ?? [],
  };
}
