import { groupBy } from "./group-by.ts";
import { lazy } from "./lazy.ts";
import type { EffectiveMutualTls, MutualTlsMode, PeerAuthentication } from "./policies.ts";
import { selects } from "./select.ts";
import type { Workload } from "./workload.ts";

const modes: ReadonlySet<string> = new Set([
  "STRICT",
  "PERMISSIVE",
  "DISABLE",
] satisfies MutualTlsMode[]);

export type MutualTlsOf = (workload: Workload, port: number | undefined) => EffectiveMutualTls;

/**
 * The mode in force on a pod's port: its port entry, else the workload's policy, the namespace's, the root
 * namespace's, else PERMISSIVE. A selector in the root namespace selects nobody.
 * Source: istio `pilot/pkg/security/authn/policy_applier.go` ComposePeerAuthentication (1.31).
 */
export function mutualTlsFinder(
  policies: readonly PeerAuthentication[],
  rootNamespace: string,
): MutualTlsOf {
  const selecting = policies.filter(
    ({ resource, selector }) => selector.size > 0 && resource.namespace !== rootNamespace,
  );
  const selectingIn = groupBy(selecting, ({ resource }) => resource.namespace);
  const wideIn = groupBy(
    policies.filter(({ selector }) => selector.size === 0),
    ({ resource }) => resource.namespace,
  );
  const inRoot = wideIn.get(rootNamespace) ?? [];

  /** A policy or workload whose namespace is left open may turn out to be in any. */
  function candidates(namespace: string | undefined): readonly PeerAuthentication[] {
    if (namespace === undefined) return selecting;
    return [...(selectingIn.get(namespace) ?? []), ...(selectingIn.get(undefined) ?? [])];
  }

  return (workload, port) => {
    const { namespace } = workload.resource;
    const own = candidates(namespace).filter(({ selector }) => selects(selector, workload.labels));
    const inherited = lazy(() => [...own, ...(wideIn.get(namespace) ?? []), ...inRoot]);
    return (
      (port === undefined ? undefined : firstMode(own, ({ portModes }) => portModes.get(port))) ??
      firstMode(inherited(), ({ mode }) => mode) ?? {
        mode: "PERMISSIVE",
        decidedBy: undefined,
        policy: undefined,
      }
    );
  };
}

function firstMode(
  policies: readonly PeerAuthentication[],
  modeOf: (policy: PeerAuthentication) => PeerAuthentication["mode"],
): EffectiveMutualTls | undefined {
  for (const policy of policies) {
    const decidedBy = modeOf(policy);
    const mode = decidedBy?.value;
    if (isMode(mode)) return { mode, decidedBy, policy: policy.resource };
  }
  return undefined;
}

function isMode(mode: string | undefined): mode is MutualTlsMode {
  return mode !== undefined && modes.has(mode);
}
