import type { Resource } from "../manifest/resource.ts";
import { injectionIn } from "../mesh/objects/injection.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import type { RegisteredHost } from "../mesh/proxy/registered-host.ts";
import type { Pod } from "../mesh/resolve/pod.ts";
import { namespaceOf } from "../mesh/world/age.ts";
import type { Field } from "../yaml/field.ts";
import type { Caller } from "./call.ts";
import type { EndpointOutcome, Outcome, Step } from "./outcome.ts";

const dataplaneMode = "istio.io/dataplane-mode";
const useWaypoint = "istio.io/use-waypoint";

/** Whether ztunnel takes the connections of a pod, in both directions. */
export function isAmbient({ workload }: Pod): boolean {
  return workload.injection === "ambient";
}

/** That ztunnel takes the connections of a caller, with the label that says so; `undefined` where it does not. */
export function ztunnelStep(from: Caller, cluster: Cluster): Step | undefined {
  const namespace = namespaceOfCaller(from, cluster);
  const takes = from.kind === "pod" ? isAmbient(from.pod) : injectionIn(namespace) === "ambient";
  if (!takes) return undefined;
  return {
    text: "the caller is in ambient mode: ztunnel takes its connections",
    field: namespace?.metadata?.at("labels", dataplaneMode),
  };
}

function namespaceOfCaller(from: Caller, cluster: Cluster): Resource | undefined {
  if (from.kind === "pod") return cluster.namespaceNamed(from.pod.namespace);
  return from.kind === "namespace" ? cluster.namespaceNamed(from.client.namespace) : undefined;
}

/**
 * What becomes of a call that a waypoint takes: its routes and policies are not followed. `undefined` where the Service has none.
 * Source: istio `pilot/pkg/serviceregistry/ambient/waypoints.go` getUseWaypoint, fetchWaypointForService (1.31).
 */
export function atWaypoint(
  { resource, namespace }: RegisteredHost,
  cluster: Cluster,
): Pick<Outcome, "result" | "why" | "steps"> | undefined {
  const label = waypointLabel(resource) ?? waypointLabel(cluster.namespaceNamed(namespace));
  const name = label?.text;
  if (label === undefined || name === undefined || name === "none") return undefined;
  const title = `${label.parent?.get(`${useWaypoint}-namespace`)?.text ?? namespace}/${name}`;
  return {
    result: "unknown",
    why: `waypoint \`${title}\` decides: routes and policies of waypoints are not followed`,
    steps: [{ text: `ztunnel sends calls of the Service to waypoint \`${title}\``, field: label }],
  };
}

function waypointLabel(resource: Resource | undefined): Field | undefined {
  return resource?.metadata?.at("labels", useWaypoint);
}

/** What reaches the ztunnel of a pod. */
interface AtZtunnel {
  readonly port: number;
  readonly app: "h2" | "http1" | "tls";
  /** Through the tunnel of another ztunnel, which is mutual TLS. */
  readonly isTunnelled: boolean;
}

/** What the ztunnel of a pod makes of a connection: it knows identities and ports, and nothing of requests. */
export function behindZtunnel(
  pod: Pod,
  { port, app, isTunnelled }: AtZtunnel,
  cluster: Cluster,
): EndpointOutcome {
  const mode = cluster.mutualTls.modeOf(pod.workload, port);
  const decides = mode.policy?.spec?.get("mtls");
  if (!isTunnelled && mode.mode === "STRICT") {
    const step = { text: `mutual TLS is STRICT on port ${port}`, field: decides };
    return { in: "refused", fails: ["mtls_required"], sees: "UNAVAILABLE", steps: [step] };
  }
  const policies = cluster.authorizationOf(pod.workload);
  const steps = policies.map(({ resource }) => ({
    text: `authorization: unknown, as ztunnel applies AuthorizationPolicy \`${namespaceOf(resource)}/${resource.name}\` to connections`,
    field: resource.spec?.get("rules") ?? resource.root.at("metadata", "name"),
  }));
  return { in: "app", app, ...(policies.length > 0 ? { authz: "unknown" } : {}), steps };
}
