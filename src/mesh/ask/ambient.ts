import { injectionIn } from "../objects/injection.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Mesh } from "../mesh.ts";

const useWaypoint = "istio.io/use-waypoint";

/**
 * The label that makes the namespace of a resource ambient, so that its pods have no sidecars; injection in the same namespace comes
 * first. `undefined` where the Namespace is not in the inputs, has rivals, or is patched.
 */
export function ambientLabel(resource: Resource, mesh: Mesh): Field | undefined {
  const found = mesh.namespaceOf(resource);
  if (found === undefined || injectionIn(found) !== "ambient") return undefined;
  const isPatched = mesh.isPatched(found, "metadata.labels");
  return isPatched ? undefined : found.metadata?.at("labels", "istio.io/dataplane-mode");
}

/**
 * The label of the ambient namespace of a Service that no waypoint stands before, so that ztunnel alone passes its
 * calls on: it knows connections, and nothing of HTTP/2. Labels of the Service come before those of its namespace.
 * Source: istio `pilot/pkg/serviceregistry/ambient/waypoints.go` getUseWaypoint (1.31).
 */
export function ztunnelAlone(service: Resource, mesh: Mesh): Field | undefined {
  const mode = ambientLabel(service, mesh);
  if (mode === undefined || mesh.isPatched(service, "metadata.labels")) return undefined;
  return waypointOf(service, mode) === "none" ? mode : undefined;
}

/** Whether a waypoint takes the calls of an ambient Service: it parses them as its ports declare. */
export function hasWaypoint(service: Resource, mesh: Mesh): boolean {
  const mode = ambientLabel(service, mesh);
  return mode !== undefined && waypointOf(service, mode) !== "none";
}

function waypointOf(service: Resource, mode: Field): string {
  const own = service.metadata?.at("labels", useWaypoint)?.text;
  const common = mode.parent?.get(useWaypoint)?.text;
  return own ?? common ?? "none";
}

/** Whether a waypoint is written in the namespace of a Service. */
export function holdsWaypoint({ namespace }: Resource, mesh: Mesh): boolean {
  return mesh
    .inNamespace("gateway.networking.k8s.io/Gateway", namespace)
    .some(({ spec }) => spec?.get("gatewayClassName")?.text === "istio-waypoint");
}
