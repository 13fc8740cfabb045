import type { Resource } from "../../manifest/resource.ts";
import { withLazy } from "../lazy.ts";
import type { MeshConfig } from "./mesh-config.ts";
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
  const made = new Map<string, Map<Resource | undefined, Scope>>();
  return (client) => {
    const { namespace } = client;
    const sidecar = sidecarOf(client);
    const ofNamespace = made.get(namespace) ?? new Map<Resource | undefined, Scope>();
    made.set(namespace, ofNamespace);
    const known = ofNamespace.get(sidecar) ?? scope({ sidecar, namespace });
    ofNamespace.set(sidecar, known);
    return known;
  };
}

interface ScopeOwner extends Pick<Scope, "sidecar"> {
  /** Of the client. */
  readonly namespace: string;
}

/** Whether calls to hosts that are not let in are refused. */
function isRegistryOnly(sidecar: Resource | undefined, config: MeshConfig): boolean {
  const policy = sidecar?.spec?.get("outboundTrafficPolicy");
  return policy ? policy.get("mode")?.text !== "ALLOW_ANY" : config.registryOnly;
}
