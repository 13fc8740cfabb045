import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { Workload } from "./workload.ts";

/**
 * Whether a pod has a proxy, injected or its own: `ambient` where ztunnel stands in for it, `unknown` unless the template or
 * its Namespace says so.
 */
export type Injection = "injected" | "ambient" | "excluded" | "unknown";

const inject = "sidecar.istio.io/inject";
const namespaceInjection = "istio-injection";
const dataplaneMode = "istio.io/dataplane-mode";

/** Never injected. Source: istio `pkg/kube/inject/inject.go` IgnoredNamespaces (1.31). */
const systemNamespaces: ReadonlySet<string | undefined> = new Set([
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "local-path-storage",
]);

/** The container of a proxy that the template brings itself; `auto` is replaced by injection. */
export function ownProxyOf({ podSpec }: Pick<Workload, "podSpec">): Field | undefined {
  return ["containers", "initContainers"]
    .flatMap((key) => podSpec?.get(key)?.items() ?? [])
    .find((container) => container.get("name")?.text === "istio-proxy");
}

/** What pods get that say nothing themselves, by the labels of their Namespace. */
export function injectionIn(namespace: Resource | undefined): Injection {
  const labels = labelsOf(namespace);
  const asked = labels?.get(namespaceInjection)?.value;
  if (asked === "enabled") return "injected";
  const isAmbient = labels?.get(dataplaneMode)?.value === "ambient";
  const isOff = asked === "disabled";
  // In an ambient namespace the revision is that of its waypoints.
  if (labels?.has("istio.io/rev") === true && !isOff) return isAmbient ? "unknown" : "injected";
  if (isAmbient) return "ambient";
  return isOff ? "excluded" : "unknown";
}

/** Whether the labels of a Namespace ask for sidecars. */
export function asksForSidecars(namespace: Resource): boolean {
  return injectionIn(namespace) === "injected";
}

/** Sources: istio `pkg/kube/inject/inject.go` injectRequired; `istio-discovery/templates/mutatingwebhook.yaml` (1.31). */
export function injectionOf(
  pod: Pick<Workload, "resource" | "labels" | "annotations" | "podSpec">,
  namespace: Resource | undefined,
): Injection {
  const { labels, annotations, podSpec, resource } = pod;
  const image = ownProxyOf(pod)?.get("image");
  if (image && image.text !== "auto") return "injected";
  const isSystem = systemNamespaces.has(resource.namespace);
  if (isSystem || podSpec?.get("hostNetwork")?.boolean()?.value === true) return "excluded";
  const above = injectionIn(namespace);
  const mode = labels.get(dataplaneMode)?.value ?? (above === "ambient" ? above : undefined);
  const without = mode === "ambient" ? "ambient" : "excluded";
  const own = (labels.get(inject) ?? annotations.get(inject))?.value;
  // No webhook is called in a namespace with this label, whatever the pod says.
  const isOff = labelsOf(namespace)?.get(namespaceInjection)?.value === "disabled";
  if (own === "false" || isOff) return without;
  if (own !== undefined && isPlaceholder(own)) return "unknown";
  if (labels.get(inject)?.value === "true" || above === "injected") return "injected";
  return mode === "ambient" || above === "ambient" ? without : "unknown";
}

/** Certainly without its own Envoy: sidecar settings do not apply to it. */
export function hasNoSidecar({
  injection,
  proxyless,
}: Pick<Workload, "injection" | "proxyless">): boolean {
  return proxyless || injection === "excluded" || injection === "ambient";
}

function labelsOf(namespace: Resource | undefined): Workload["labels"] | undefined {
  return namespace?.metadata?.get("labels")?.stringMap();
}
