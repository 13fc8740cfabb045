import type { Cluster } from "../mesh/proxy/cluster.ts";
import type { ServiceSurvey } from "../survey/survey.ts";

export type NodeKind = "gateway" | "service" | "subset" | "external" | "workload";

/** Something that calls come from or go to. */
export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** `shop/orders`. */
  readonly title: string;
  /** Ports, workloads, policies: one a line. */
  readonly lines: readonly string[];
  /** What does not work there. */
  readonly faults: readonly string[];
  /** What is missing there, without faults. */
  readonly gaps: readonly string[];
}

export type EdgeKind = "route" | "subset" | "call" | "mirror";

/** Calls from one node to another. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** `route`: manifests send calls there; `subset`: a share of a service's calls; `call`: an address in a variable or argument. */
  readonly kind: EdgeKind;
  /** Hosts, methods, weights. */
  readonly labels: readonly string[];
  /** Of all calls of the source, in percent, where weights say so. */
  readonly percent: number | undefined;
  readonly faults: readonly string[];
}

export interface MeshGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The id of a host's node. */
export function hostId(host: string): string {
  return `host ${host}`;
}

export function subsetId(host: string, subset: string): string {
  return `subset ${host} ${subset}`;
}

export function gatewayId(title: string): string {
  return `gateway ${title}`;
}

/** Where something is named by its host: the title of its Service, or the host itself. */
export function titleOfHost(cluster: Cluster, host: string): string {
  const [known] = cluster.hostsNamed(host);
  return known?.service === undefined ? host : `${known.namespace}/${known.resource.name}`;
}

/** Surveys of the ports of one host. */
export function byHost(
  services: readonly ServiceSurvey[],
): ReadonlyMap<string, readonly ServiceSurvey[]> {
  const found = new Map<string, ServiceSurvey[]>();
  for (const service of services) {
    const known = found.get(service.host);
    if (known) known.push(service);
    else found.set(service.host, [service]);
  }
  return found;
}
