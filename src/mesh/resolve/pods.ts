import type { Resource } from "../../manifest/resource.ts";
import type { Catalogue } from "./catalogue.ts";
import { indexByNamespace } from "../world/by-namespace.ts";
import type { Gateway } from "../objects/gateway.ts";
import { invert } from "../../collections/group-by.ts";
import { lazy } from "../../collections/lazy.ts";
import { meantAmong, nearest } from "../world/nearest.ts";
import { labelIndex, type Selector } from "../objects/select.ts";
import type { Service } from "../objects/service.ts";
import type { Workload } from "../objects/workload.ts";

/** Who selects whose pods. */
export interface Pods {
  /** Pods with all labels of a selector that are, or may turn out to be, in a namespace; in any where none is given. */
  podsWith(selector: Selector, namespace?: string): readonly Workload[];
  /** The pods that a resource with such a selector selects: the nearest variant of each workload. */
  podsMeantBy(
    from: Resource,
    selector: Selector,
    namespace: string | undefined,
  ): readonly Workload[];
  /** Pods that a Gateway configures, of any namespace; empty where it does not say which. */
  podsOfGateway(gateway: Gateway): readonly Workload[];
  /** Pods that a Service selects; empty where the inputs hold none. */
  workloadsOf(service: Service): readonly Workload[];
  /** Services that select the pods of a workload. */
  servicesOf(workload: Workload): readonly Service[];
}

export function podsOf(catalogue: Catalogue): Pods {
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

  const isMeant = lazy(() => meantAmong(catalogue.workloads(), ({ resource }) => resource));
  function podsMeantBy(
    from: Resource,
    selector: Selector,
    namespace: string | undefined,
  ): readonly Workload[] {
    return index()(namespace, selector).filter((pod) => isMeant()(from, pod));
  }

  return {
    podsWith: (selector, namespace) => index()(namespace, selector),
    podsMeantBy,
    podsOfGateway: ({ selector, resource }) =>
      selector.size === 0 ? [] : podsMeantBy(resource, selector, undefined),
    workloadsOf: (service) => byService().get(service) ?? [],
    servicesOf: (workload) => byWorkload().get(workload) ?? [],
  };
}
