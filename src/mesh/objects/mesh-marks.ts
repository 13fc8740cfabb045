import type { Field } from "../../yaml/field.ts";

/**
 * What asks for the proxies of another mesh, as a label or annotation of a namespace, Service or pod. Sources: linkerd2
 * `pkg/k8s/labels.go` ProxyInjectAnnotation; kuma `pkg/plugins/runtime/k8s/metadata/annotations.go`; consul-k8s
 * `control-plane/connect-inject/constants/annotations_and_labels.go` AnnotationInject; aws-app-mesh-controller-for-k8s
 * `pkg/webhook`; osm `pkg/constants/constants.go` SidecarInjectionAnnotation.
 */
const others: ReadonlyMap<string, RegExp> = new Map([
  ["linkerd.io/inject", /^(?:enabled|ingress)$/],
  ["kuma.io/sidecar-injection", /^(?:enabled|true)$/],
  ["consul.hashicorp.com/connect-inject", /^(?:true|t|1)$/i],
  ["appmesh.k8s.aws/sidecarInjectorWebhook", /^enabled$/],
  ["openservicemesh.io/sidecar-injection", /^(?:enabled|yes|true)$/],
]);

/** Keys that Istio reads or writes. */
export const istioKey = /(?:^|\.)istio\.io\/|^istio-injection$/;

/** What keeps an object out of Istio's mesh, or says nothing of whether it is in it. */
const refusal = /^(?:false|disabled|none)$/;

/** A label or annotation that says whose proxies an object has. */
export interface MeshMark {
  readonly by: "istio" | "other";
  readonly field: Field;
}

/** Whose mesh the labels and annotations of a `metadata` ask for; `undefined` where they ask for none, or for two. */
export function meshMarkOf(metadata: Field | undefined): MeshMark | undefined {
  const marks = ["labels", "annotations"]
    .flatMap((key) => metadata?.get(key)?.fields() ?? [])
    .flatMap(markOf);
  const [first] = marks;
  return marks.every(({ by }) => by === first?.by) ? first : undefined;
}

function markOf(field: Field): readonly MeshMark[] {
  const key = String(field.step);
  const value = String(field.scalar()?.value ?? "");
  if (others.get(key)?.test(value) === true) return [{ by: "other", field }];
  return istioKey.test(key) && !refusal.test(value) ? [{ by: "istio", field }] : [];
}
