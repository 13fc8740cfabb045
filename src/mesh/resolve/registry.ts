import type { Resource } from "../../manifest/resource.ts";
import { byNamespace, type InNamespace } from "../world/by-namespace.ts";
import type { ClientOf } from "./clients.ts";
import type { Catalogue } from "./catalogue.ts";
import type { MeshConfig } from "../objects/mesh-config.ts";
import { groupBy, invert } from "../../collections/group-by.ts";
import { fullHost, openNamespace, serviceNameOf } from "../objects/hosts.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import { nearest } from "../world/nearest.ts";
import type { ServiceEntry } from "../objects/service-entry.ts";
import { isService, type HostOwner, type Service } from "../objects/service.ts";
import { exportToOf, isVisible } from "./visibility.ts";

/** Services and ServiceEntries by host. */
export interface Registry {
  /** All that define a host, Services first. */
  hostsNamed(host: string, from: Resource): readonly HostOwner[];
  /** ServiceEntries that name `host`, as written. */
  serviceEntriesFor(host: string): readonly ServiceEntry[];
  /** The one that a host means; `undefined` where none is known, or rivals are equally near. */
  findHost(host: string, from: Resource): HostOwner | undefined;
}

interface RegistrySettings {
  readonly config: () => MeshConfig;
  readonly clientOf: ClientOf;
  readonly clusterDomain: string;
}

export function registryOf(
  catalogue: Pick<Catalogue, "services" | "serviceEntries">,
  { config, clientOf, clusterDomain }: RegistrySettings,
): Registry {
  const services = lazy(
    () =>
      new Map<string, InNamespace<Service>>(
        Array.from(
          groupBy(catalogue.services(), ({ resource }) => resource.name),
          ([name, found]) => [name, byNamespace(found, ({ resource }) => resource.namespace)],
        ),
      ),
  );
  const entries = lazy(() => byHost(catalogue.serviceEntries()));

  const ownersOf = onceFor((full: string): readonly HostOwner[] => {
    const wanted = serviceNameOf(full, clusterDomain);
    const added = entries().get(full) ?? [];
    if (wanted === undefined) return added;
    const namespace = wanted.namespace === openNamespace ? undefined : wanted.namespace;
    const named = services().get(wanted.name)?.(namespace) ?? [];
    // One that is surely there comes before those that may turn out to be.
    const exact = named.filter(({ resource }) => resource.namespace === namespace);
    const found = exact.length > 0 ? exact : named;
    return added.length === 0 ? found : [...found, ...added];
  });
  // Of the variants of a host, those that the clients of a namespace take: many references ask.
  const takenBy = onceFor((full: string) => {
    const candidates = ownersOf(full).map((owner) => candidateOf(owner, config()));
    return onceFor((client: string | undefined) => {
      const seen = preferred(candidates, client);
      // ServiceEntries of several names are no variants: they add up.
      return new Set(seen.map(({ owner }) => owner.resource.name)).size > 1 ? [] : seen;
    });
  });

  return {
    hostsNamed: (host, from) => ownersOf(fullHost(host, from, clusterDomain)),
    serviceEntriesFor: (host) => entries().get(host) ?? [],
    findHost(host, from) {
      const full = fullHost(host, from, clusterDomain);
      const all = ownersOf(full);
      if (all.length < 2) return all[0];
      const seen = takenBy(full)(clientOf(from)?.namespace);
      const found = nearest(from, seen, ({ owner }) => owner.resource);
      return found.length === 1 ? found[0]?.owner : undefined;
    },
  };
}

/** One of several that define a host. */
export interface Candidate {
  readonly namespace: string | undefined;
  readonly exportTo: readonly string[];
  /** `undefined` for ServiceEntries. */
  readonly service: unknown;
}

/**
 * Those that a client uses: of its own namespace, else of what it sees; Services before ServiceEntries.
 * Source: istio `pilot/pkg/model/sidecar.go` collectImportedServices, `pilot/pkg/model/push_context.go`
 * initServiceRegistry (1.31).
 */
export function preferred<Host extends Candidate>(
  hosts: readonly Host[],
  client: string | undefined,
): readonly Host[] {
  const own = hosts.filter(({ namespace }) => namespace === client);
  const seen =
    own.length > 0
      ? own
      : hosts.filter(({ exportTo, namespace }) => isVisible(exportTo, namespace, client));
  const services = seen.filter(({ service }) => service !== undefined);
  return services.length > 0 ? services : seen;
}

function candidateOf(
  owner: HostOwner,
  config: MeshConfig,
): Candidate & { readonly owner: HostOwner } {
  const service = isService(owner) ? owner : undefined;
  const { resource } = owner;
  const exportTo = exportToOf(resource, service ? "Service" : "ServiceEntry", config);
  return { owner, service, namespace: resource.namespace, exportTo };
}

function byHost(entries: readonly ServiceEntry[]): ReadonlyMap<string, readonly ServiceEntry[]> {
  return invert(
    new Map(entries.map((entry) => [entry, [...new Set(entry.hosts.map(({ value }) => value))]])),
  );
}
