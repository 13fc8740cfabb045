import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Span } from "../../yaml/source.ts";
import type { Mesh } from "../mesh.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import { isPlaceholder } from "../objects/placeholder.ts";
import { selects, type Selector } from "../objects/select.ts";
import { commandWords, type Workload } from "../objects/workload.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { isGatewaySelector } from "./gateway-selector.ts";
import { surelyTogether } from "./surely-together.ts";

export type Proxies = "gateways" | "sidecars" | "waypoints";

export interface SelectedProxies {
  readonly kind: Proxies;
  /** Where it is written. */
  readonly at: Span;
}

/** What the proxies are that a patch is for; `undefined` where the inputs leave it open. */
export function proxiesPatched(patch: EnvoyPatch, mesh: Mesh): SelectedProxies | undefined {
  const { spec } = patch.resource;
  const targets = spec?.get("targetRefs")?.items() ?? [];
  const [target] = targets;
  if (target) {
    const kinds = new Set(targets.map((it) => targetKind(it, patch.resource, mesh)));
    const [kind] = kinds;
    const at = (target.get("name") ?? target).span;
    return kind === undefined || kinds.size > 1 ? undefined : { kind, at };
  }
  const labels = spec?.at("workloadSelector", "labels")?.stringMap() ?? new Map<string, never>();
  const [label] = labels.values();
  if (label === undefined || [...labels.values()].some(({ value }) => isPlaceholder(value)))
    return undefined;
  if (isOfGateway(labels, patch, mesh)) return { kind: "gateways", at: label.span };
  return isOfSidecars(labels, patch, mesh) ? { kind: "sidecars", at: label.span } : undefined;
}

/** Services, ServiceEntries and a GatewayClass are targets for waypoints; a Gateway has one class or the other. */
function targetKind(target: Field, from: Resource, mesh: Mesh): Proxies | undefined {
  const [kind, name] = [target.get("kind")?.text, target.get("name")?.text ?? ""];
  if (kind === "Gateway") return proxiesOfGateway(name, from, mesh);
  const isOfWaypoints = kind === "Service" || kind === "ServiceEntry" || kind === "GatewayClass";
  return isOfWaypoints ? "waypoints" : undefined;
}

/** What istiod runs for a Gateway of the Gateway API, by its class. */
function proxiesOfGateway(name: string, from: Resource, mesh: Mesh): Proxies | undefined {
  const classes = mesh
    .ofType("gateway.networking.k8s.io/Gateway")
    .filter((it) => it.name === name && namespacesAgree(it.namespace, from.namespace))
    .map(({ spec }) => spec?.get("gatewayClassName")?.text ?? "");
  if (classes.length === 0) return undefined;
  if (classes.every((it) => it === "istio" || it === "openshift-default")) return "gateways";
  return classes.every((it) => it === "istio-waypoint") ? "waypoints" : undefined;
}

/** Only pods of the inputs show that they have sidecars. */
function isOfSidecars(labels: Selector, patch: EnvoyPatch, mesh: Mesh): boolean {
  const pods = podsOf(labels, patch, mesh);
  return pods.length > 0 && !isGatewaySelector(labels, mesh) && pods.every(isPlain(mesh));
}

/** Pods that are gateways, the labels of Istio's own, or just those that a Gateway selects. */
function isOfGateway(labels: Selector, patch: EnvoyPatch, mesh: Mesh): boolean {
  const pods = podsOf(labels, patch, mesh);
  if (pods.length > 0) return pods.every((pod) => pod.isGateway && !isWaypoint(pod));
  const named = labels.get("gateway.networking.k8s.io/gateway-name");
  if (named) return proxiesOfGateway(named.value, patch.resource, mesh) === "gateways";
  return (
    /^(?:ingress|egress|eastwest)gateway$/.test(labels.get("istio")?.value ?? "") ||
    /^istio-(?:ingress|egress|eastwest)gateway$/.test(labels.get("app")?.value ?? "") ||
    mesh.all
      .gateway()
      .some(
        ({ resource, selector }) =>
          selects(selector, labels) &&
          selects(labels, selector) &&
          surelyTogether(resource, patch.resource),
      )
  );
}

/** Waypoints have a context, and a way to be named, of their own. */
function isWaypoint(pod: Workload): boolean {
  return pod.containers.some((it) => commandWords(it).some(({ value }) => value === "waypoint"));
}

/** Those of all namespaces where the EnvoyFilter is in the root namespace. */
function podsOf(labels: Selector, { resource }: EnvoyPatch, mesh: Mesh): readonly Workload[] {
  const isEverywhere = resource.namespace === mesh.config().rootNamespace;
  return mesh.podsWith(labels, isEverywhere ? undefined : resource.namespace);
}

function isPlain(mesh: Mesh): (pod: Workload) => boolean {
  return (pod) =>
    !pod.isGateway &&
    mesh.serversAt(pod).length === 0 &&
    pod.containers.every(
      (it) =>
        it.name !== "istio-proxy" && commandWords(it).every(({ value }) => value !== "router"),
    );
}
