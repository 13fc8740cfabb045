import type { Resource } from "../../manifest/resource.ts";
import type { YamlDocument } from "../../yaml/node.ts";
import { keyListsIn } from "../../yaml/tree.ts";
import {
  ingressClassOf,
  ownerOfClassName,
  ownerOfController,
  ownerOfIngressClassName,
  ownerOfIngresses,
} from "../objects/gateway-classes.ts";
import { istioKey } from "../objects/mesh-marks.ts";
import { ownProxyOf } from "../objects/injection.ts";
import { podTemplateOf } from "../objects/workload.ts";

/** What the inputs speak of, at any place. */
export interface Signs {
  /** Istio: without it, its handling of Services and routes is irrelevant. */
  readonly istio: boolean;
  /** OpenShift, whose Service Mesh 2 is a Maistra. */
  readonly openShift: boolean;
}

interface Inputs {
  readonly resources: readonly Resource[];
  readonly documents: readonly YamlDocument[];
  /** API groups of all documents, including unknown kinds. */
  readonly groups?: ReadonlySet<string>;
}

/** Whether a kind is one of Istio's own. */
export function isIstioKind({ group }: Resource): boolean {
  return group === "istio.io" || group.endsWith(".istio.io");
}

const istioGroup = /(?:^|\.)istio\.io$|^(?:sailoperator|maistra)\.io$/;
const openShiftGroup = /(?:^|\.)(?:openshift|maistra)\.io$/;
const openShiftKey = /(?:^|\.)(?:openshift|maistra)\.io\//;

/**
 * Signs of Istio are its kinds and those that install it, its labels and annotations, its namespace, its classes of gateways
 * and a proxy that a pod brings itself.
 */
export function signsIn(inputs: Inputs): Signs {
  return {
    istio:
      hasGroup(inputs, istioGroup) || hasKey(inputs, istioKey) || inputs.resources.some(isOfIstio),
    openShift: hasGroup(inputs, openShiftGroup) || hasKey(inputs, openShiftKey),
  };
}

/** Whether a resource shows that its deployment has Istio. */
export function isMarked(resource: Resource): boolean {
  return hasKey({ resources: [resource] }, istioKey) || isOfIstio(resource);
}

function hasGroup({ resources, documents, groups }: Inputs, pattern: RegExp): boolean {
  return (
    [...(groups ?? [])].some((group) => pattern.test(group)) ||
    resources.some(({ group }) => pattern.test(group)) ||
    documents.some(({ root }) => pattern.test(groupOf(root.get("apiVersion")?.text ?? "")))
  );
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

function hasKey({ resources }: Pick<Inputs, "resources">, pattern: RegExp): boolean {
  const seen = new Set<readonly string[]>();
  // The items of a list share their tree.
  for (const tree of new Set(resources.map(({ root }) => root.tree))) {
    for (const keys of keyListsIn(tree)) {
      if (seen.has(keys)) continue;
      seen.add(keys);
      if (keys.some((key) => pattern.test(key))) return true;
    }
  }
  return false;
}

function isOfIstio(resource: Resource): boolean {
  const { type, spec, name, namespace } = resource;
  if (namespace === "istio-system") return true;
  if (type === "/Namespace") return name === "istio-system";
  if (type === "gateway.networking.k8s.io/Gateway") {
    return ownerOfClassName(spec?.get("gatewayClassName")?.text ?? "") === "istio";
  }
  if (type === "gateway.networking.k8s.io/GatewayClass") {
    return ownerOfController(spec?.get("controllerName")?.text ?? "") === "istio";
  }
  if (type === "networking.k8s.io/IngressClass")
    return ownerOfIngresses(spec?.get("controller")?.text) === "istio";
  if (type === "networking.k8s.io/Ingress")
    return ownerOfIngressClassName(ingressClassOf(resource)?.text ?? "") === "istio";
  const podSpec = podTemplateOf(resource)?.get("spec");
  return ownProxyOf({ podSpec }) !== undefined;
}
