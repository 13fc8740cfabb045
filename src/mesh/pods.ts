import type { Catalogue } from "./catalogue.ts";
import type { MeshConfig } from "./cluster/mesh-config.ts";
import { groupBy, invert } from "./group-by.ts";
import { lazy } from "./lazy.ts";
import { nearest } from "./nearest.ts";
import type { AuthorizationPolicy, PeerAuthentication } from "./policies.ts";
import { labelIndex, type Selector } from "./select.ts";
import type { Service } from "./service.ts";
import type { Workload } from "./workload.ts";

/** Who selects whose pods. */
export interface Pods {
  workloadsOf(service: Service): readonly Workload[];
  servicesOf(workload: Workload): readonly Service[];
  workloadsUnder(policy: AuthorizationPolicy | PeerAuthentication): readonly Workload[];
}

export function podsOf(catalogue: Catalogue, config: () => MeshConfig): Pods {
  const everywhere = lazy(() => labelIndex(catalogue.workloads(), ({ labels }) => labels));
  const byNamespace = lazy(
    () =>
      new Map(
        [...groupBy(catalogue.workloads(), ({ resource }) => resource.namespace)].map(
          ([namespace, found]) => [namespace, labelIndex(found, ({ labels }) => labels)],
        ),
      ),
  );
  const byService = lazy(
    () => new Map(catalogue.services().map((service) => [service, selectedBy(service)] as const)),
  );
  const byWorkload = lazy(() => invert(byService()));

  /** A namespace that is left open may turn out to be any. */
  function selectedIn(namespace: string | undefined, selector: Selector): readonly Workload[] {
    if (namespace === undefined) return everywhere()(selector);
    const own = byNamespace().get(namespace)?.(selector) ?? [];
    const open = byNamespace().get(undefined)?.(selector) ?? [];
    return [...own, ...open];
  }

  function selectedBy(service: Service): readonly Workload[] {
    if (service.selector.size === 0) return [];
    const found = selectedIn(service.resource.namespace, service.selector);
    return nearest(service.resource, found, ({ resource }) => resource);
  }

  return {
    workloadsOf: (service) => byService().get(service) ?? [],
    servicesOf: (workload) => byWorkload().get(workload) ?? [],
    workloadsUnder(policy) {
      // A policy attached to a Service or Gateway is enforced there, not at pods that its namespace holds.
      if ("targetRefs" in policy && policy.targetRefs.length > 0) return [];
      const { namespace } = policy.resource;
      if (namespace === config().rootNamespace) return everywhere()(policy.selector);
      const beside = selectedIn(namespace, policy.selector);
      return nearest(policy.resource, beside, ({ resource }) => resource);
    },
  };
}
