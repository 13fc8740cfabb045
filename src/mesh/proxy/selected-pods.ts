import type { Resource } from "../../manifest/resource.ts";
import { onceFor } from "../../collections/lazy.ts";
import { namespaceOf } from "../world/age.ts";
import type { Catalogue } from "../resolve/catalogue.ts";
import type { Gateway } from "../objects/gateway.ts";
import type { Pods } from "../resolve/pods.ts";
import type { Workload } from "../objects/workload.ts";
import { podOf, type Pod } from "../resolve/pod.ts";
import type { RegisteredHost } from "./registered-host.ts";

/** The pods of a cluster, and who selects which. */
export interface SelectedPods {
  readonly pods: readonly Pod[];
  /** Pods behind a host; a host without selector has none. */
  podsOf(host: RegisteredHost): readonly Pod[];
  /** Pods that a Gateway configures, of any namespace. */
  podsOfGateway(gateway: Gateway): readonly Pod[];
}

export function selectedPods(
  catalogue: Catalogue,
  namespaces: ReadonlyMap<string, Resource>,
  selected: Pods,
): SelectedPods {
  const pods = catalogue
    .workloads()
    .map((workload) => podOf(workload, namespaces.get(namespaceOf(workload.resource))));
  const byWorkload = new Map(pods.map((pod) => [pod.workload, pod]));
  const made = (workloads: readonly Workload[]): readonly Pod[] =>
    workloads.flatMap((workload) => byWorkload.get(workload) ?? []);
  return {
    pods,
    podsOf: onceFor(({ service, resource, namespace }: RegisteredHost) => {
      const selector =
        service?.selector ?? resource.spec?.at("workloadSelector", "labels")?.stringMap();
      if (selector === undefined || selector.size === 0) return [];
      return made(selected.podsWith(selector, namespace));
    }),
    podsOfGateway: (gateway) => made(selected.podsOfGateway(gateway)),
  };
}
