import { namespacesAgree } from "./registry.ts";
import type { EffectiveMutualTls, MutualTlsMode, PeerAuthentication } from "./policies.ts";
import { selects } from "./select.ts";
import type { Workload } from "./workload.ts";

const modes: ReadonlySet<string> = new Set([
  "STRICT",
  "PERMISSIVE",
  "DISABLE",
] satisfies MutualTlsMode[]);

/**
 * The mode in force on a pod's port: its port entry, else the workload's policy, the namespace's, the root
 * namespace's, else PERMISSIVE. A selector in the root namespace selects nobody.
 * Source: istio `pilot/pkg/security/authn/policy_applier.go` ComposePeerAuthentication (1.31).
 */
export function mutualTlsOf(
  policies: readonly PeerAuthentication[],
  rootNamespace: string,
  workload: Workload,
  port: number | undefined,
): EffectiveMutualTls {
  const { namespace } = workload.resource;
  const own = policies.filter(
    ({ resource, selector }) =>
      selector.size > 0 &&
      resource.namespace !== rootNamespace &&
      namespacesAgree(resource.namespace, namespace) &&
      selects(selector, workload.labels),
  );
  const wide = policies.filter(({ selector }) => selector.size === 0);
  const inNamespace = wide.filter(({ resource }) => resource.namespace === namespace);
  const inRoot = wide.filter(({ resource }) => resource.namespace === rootNamespace);
  const candidates = [
    ...own.map(({ resource, portModes }) => ({
      policy: resource,
      decidedBy: port === undefined ? undefined : portModes.get(port),
    })),
    ...[...own, ...inNamespace, ...inRoot].map(({ resource, mode }) => ({
      policy: resource,
      decidedBy: mode,
    })),
  ];
  for (const { policy, decidedBy } of candidates) {
    const mode = decidedBy?.value;
    if (decidedBy !== undefined && isMode(mode)) return { mode, decidedBy, policy };
  }
  return { mode: "PERMISSIVE", decidedBy: undefined, policy: undefined };
}

function isMode(mode: string | undefined): mode is MutualTlsMode {
  return mode !== undefined && modes.has(mode);
}
