import type { Catalogue } from "../mesh/resolve/catalogue.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import { targetOf } from "../mesh/proxy/endpoints.ts";
import type { Pod } from "../mesh/resolve/pod.ts";
import type { RegisteredHost, RegisteredPort } from "../mesh/proxy/registered-host.ts";
import type { Resource } from "../manifest/resource.ts";
import type { GrpcEvidence } from "../mesh/objects/evidence.ts";
import type { Mesh } from "../mesh/mesh.ts";
import { upstreamOf, type Upstream } from "../simulate/facts/clusters.ts";
import type { Outcome } from "../simulate/outcome.ts";
import type { RequestClass } from "../simulate/request-samples.ts";
import type { Exposure } from "./exposure.ts";

/** A mesh to report on. */
export interface SurveyState {
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  readonly resources: readonly Resource[];
  readonly mesh: () => Mesh;
  /** What is written and not applied; nothing where it is left out. */
  readonly refused?: readonly RefusedObject[];
}

/** An object that admission refuses, with the findings that say why. */
export interface RefusedObject {
  readonly resource: Resource;
  readonly findings: readonly { readonly headline: string }[];
}

/** A pod of a service, with its own port. */
export interface ServedPod {
  readonly pod: Pod;
  readonly target: number;
}

/** What becomes of a class of calls from a plain pod of the service's namespace. */
export interface CallRow {
  readonly request: RequestClass;
  readonly outcome: Outcome;
}

/** One port of a host that serves gRPC, and all that is known of it. */
export interface Subject {
  readonly state: SurveyState;
  readonly host: RegisteredHost;
  readonly port: RegisteredPort;
  readonly evidence: readonly GrpcEvidence[];
  readonly pods: readonly ServedPod[];
  /** As a sidecar of the service's namespace sees it. */
  readonly upstream: Upstream | undefined;
  /** Whether a plain pod of the namespace has a sidecar. */
  readonly callerHasSidecar: boolean;
  readonly calls: readonly CallRow[];
  readonly exposures: readonly Exposure[];
}

export function podsBehind(
  cluster: Cluster,
  host: RegisteredHost,
  port: RegisteredPort,
): readonly ServedPod[] {
  if (host.resolution === "alias") return [];
  return cluster.podsOf(host).flatMap((pod) => {
    const target = targetOf(port, pod);
    return target === undefined ? [] : [{ pod, target }];
  });
}

export function upstreamFor(
  cluster: Cluster,
  host: RegisteredHost,
  port: RegisteredPort,
): Upstream | undefined {
  if (host.resolution === "alias") return undefined;
  const client = { namespace: host.namespace, labels: new Map<string, string>() };
  const rule = cluster.findRule(host, client);
  return upstreamOf({ cluster, host, port, rule, subset: undefined, isSidecar: true });
}

/** `shop/orders`; the host of a ServiceEntry. */
export function serviceTitle({ host, service, namespace, resource }: RegisteredHost): string {
  return service === undefined ? host : `${namespace}/${resource.name}`;
}

/** Whether several pods may answer: nothing to balance over otherwise. `undefined` where that is not written. */
export function mayHaveMany({ pods, state }: Subject): boolean | undefined {
  if (pods.length > 1) return true;
  const [only] = pods;
  if (only === undefined) return undefined;
  const { resource } = only.pod.workload;
  const scaled = state.resources.some(
    ({ kind, namespace, spec }) =>
      kind === "HorizontalPodAutoscaler" &&
      namespace === resource.namespace &&
      spec?.at("scaleTargetRef", "name")?.text === resource.name,
  );
  if (scaled || resource.kind === "DaemonSet") return true;
  const replicas = resource.spec?.get("replicas")?.number()?.value;
  return replicas === undefined ? undefined : replicas > 1;
}
