import type { Catalogue } from "./catalogue.ts";
import type { MeshConfig } from "./cluster/mesh-config.ts";
import { indexByNamespace } from "./by-namespace.ts";
import { invert } from "./group-by.ts";
import { lazy } from "./lazy.ts";
import { nearest } from "./nearest.ts";
import type { AuthorizationPolicy, PeerAuthentication } from "./policies.ts";
import { labelIndex } from "./select.ts";
import type { Service } from "./service.ts";
import type { Workload } from "./workload.ts";

/** Who selects whose pods. */
export interface Pods {
  workloadsOf(service: Service): readonly Workload[];
  servicesOf(workload: Workload): readonly Service[];
  workloadsUnder(policy: AuthorizationPolicy | PeerAuthentication): readonly Workload[];
}

export function podsOf(catalogue: Catalogue, config: () => MeshConfig): Pods {
  const index = lazy(() =>
    indexByNamespace(
      catalogue.workloads(),
      ({ resource }) => resource.namespace,
      (found) => labelIndex(found, ({ labels }) => labels),
    ),
  );
  const byService = lazy(
    () => new Map(catalogue.services().map((service) => [service, selectedBy(service)] as const)),
  );
  const byWorkload = lazy(() => invert(byService()));

  function selectedBy(service: Service): readonly Workload[] {
    if (service.selector.size === 0) return [];
    const found = index()(service.resource.namespace, service.selector);
    return nearest(service.resource, found, ({ resource }) => resource);
  }

  return {
    workloadsOf: (service) => byService().get(service) ?? [],
    servicesOf: (workload) => byWorkload().get(workload) ?? [],
    workloadsUnder(policy) {
      // A policy attached to a Service or Gateway is enforced there, not at pods that its namespace holds.
      if ("targetRefs" in policy && policy.targetRefs.length > 0) return [];
      const { namespace } = policy.resource;
      if (namespace === config().rootNamespace) return index()(undefined, policy.selector);
      const beside = index()(namespace, policy.selector);
      return nearest(policy.resource, beside, ({ resource }) => resource);
    },
  };
}
