import type { Resource } from "../../manifest/resource.ts";
import { onceFor, withLazy } from "../../collections/lazy.ts";
import { isRegistryOnly } from "../resolve/sidecar.ts";
import type { MeshConfig } from "../objects/mesh-config.ts";
import type { RegisteredHost } from "./registered-host.ts";
import { clusterHosts, type ReachableHosts } from "./sidecar-hosts.ts";
import {
  egressReader,
  sidecarFinder,
  type Client,
  type EgressListener,
  type Importable,
} from "./sidecar-scope.ts";

/** What a client's Sidecar lets it see. */
export interface Scope {
  readonly sidecar: Resource | undefined;
  readonly listeners: readonly EgressListener[];
  /** The hosts it gets clusters for. */
  readonly hosts: readonly RegisteredHost[];
  readonly registryOnly: boolean;
}

/** What there is for scopes to let in. */
export interface ScopeSources extends Importable, ReachableHosts {
  readonly config: MeshConfig;
}

/** The scopes of clients: those of one namespace that have one Sidecar share theirs. */
export function scopeReader(
  sidecars: readonly Resource[],
  sources: ScopeSources,
): (client: Client) => Scope {
  const { config } = sources;
  const sidecarOf = sidecarFinder(sidecars, config.rootNamespace);
  const listenersOf = egressReader(sources);
  const hostsOf = clusterHosts(sources);
  const scope = withLazy<ScopeOwner, Omit<Scope, keyof ScopeOwner>>({
    listeners: ({ sidecar, namespace }) => listenersOf(sidecar, namespace),
    hosts: ({ listeners, namespace }) => hostsOf(listeners, namespace),
    registryOnly: ({ sidecar }) => isRegistryOnly(sidecar, config),
  });
  const scopeIn = onceFor((namespace: string) =>
    onceFor((sidecar: Resource | undefined) => scope({ sidecar, namespace })),
  );
  return (client) => scopeIn(client.namespace)(sidecarOf(client));
}

interface ScopeOwner extends Pick<Scope, "sidecar"> {
  /** Of the client. */
  readonly namespace: string;
}
