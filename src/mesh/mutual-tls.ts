import type { Resource } from "../manifest/resource.ts";
import { groupBy } from "./group-by.ts";
import { nearest } from "./nearest.ts";
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
 * namespace's, else PERMISSIVE. A selector in the root namespace selects nobody. Of variants in several folders
 * those nearest to the pod count, and where these disagree nobody knows: that is PERMISSIVE without a place.
 * Source: istio `pilot/pkg/security/authn/policy_applier.go` ComposePeerAuthentication (1.31).
 */
export function mutualTlsFinder(
  policies: readonly PeerAuthentication[],
  workloads: readonly Workload[],
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
  const variantsOf = groupBy(workloads, identity);

  /** A policy or workload whose namespace is left open may turn out to be in any. */
  function candidates(namespace: string | undefined): readonly PeerAuthentication[] {
    if (namespace === undefined) return selecting;
    return [...(selectingIn.get(namespace) ?? []), ...(selectingIn.get(undefined) ?? [])];
  }

  /** A policy of `envs/dev` is not for the variant of the workload in `envs/prod`. */
  function near(
    found: readonly PeerAuthentication[],
    workload: Workload,
  ): readonly PeerAuthentication[] {
    const variants = variantsOf.get(identity(workload)) ?? [];
    const meant = found.filter(({ resource }) =>
      nearest(resource, variants, resourceOf).includes(workload),
    );
    return nearest(workload.resource, meant, resourceOf);
  }

  return (workload, port) => {
    const { namespace } = workload.resource;
    const selected = candidates(namespace).filter(({ selector }) =>
      selects(selector, workload.labels),
    );
    const own = near(selected, workload);
    const wide = (where: string | undefined): readonly PeerAuthentication[] =>
      near(wideIn.get(where) ?? [], workload);
    return (
      (port === undefined ? undefined : modeIn(own, (it) => it.portModes.get(port))) ??
      modeIn(own, modeOfAll) ??
      modeIn(wide(namespace), modeOfAll) ??
      modeIn(wide(rootNamespace), modeOfAll) ??
      unknown
    );
  };
}

const unknown: EffectiveMutualTls = {
  mode: "PERMISSIVE",
  decidedBy: undefined,
  policy: undefined,
};

function modeIn(
  policies: readonly PeerAuthentication[],
  modeOf: (policy: PeerAuthentication) => PeerAuthentication["mode"],
): EffectiveMutualTls | undefined {
  const found = policies.flatMap((policy): readonly EffectiveMutualTls[] => {
    const decidedBy = modeOf(policy);
    const mode = decidedBy?.value;
    return isMode(mode) ? [{ mode, decidedBy, policy: policy.resource }] : [];
  });
  return new Set(found.map(({ mode }) => mode)).size > 1 ? unknown : found[0];
}

function modeOfAll({ mode }: PeerAuthentication): PeerAuthentication["mode"] {
  return mode;
}

function resourceOf({ resource }: { readonly resource: Resource }): Resource {
  return resource;
}

function identity({ resource: { type, namespace, name } }: Workload): string {
  return `${type} ${namespace ?? ""} ${name}`;
}

function isMode(mode: string | undefined): mode is MutualTlsMode {
  return mode !== undefined && modes.has(mode);
}
