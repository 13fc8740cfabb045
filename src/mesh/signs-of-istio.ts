import type { Resource } from "../manifest/resource.ts";
import type { YamlDocument } from "../yaml/node.ts";
import { keyListsIn } from "../yaml/tree.ts";
import { installsIstio } from "./cluster/mesh-config.ts";
import { ownerOfClassName, ownerOfController } from "./gateway-classes.ts";
import { istioKey } from "./mesh-marks.ts";
import { podTemplateOf } from "./workload.ts";

interface Inputs {
  readonly resources: readonly Resource[];
  readonly documents: readonly YamlDocument[];
}

/** Whether a kind is one of Istio's own. */
export function isIstioKind({ group }: Resource): boolean {
  return group === "istio.io" || group.endsWith(".istio.io");
}

/**
 * Whether anything in the inputs speaks of Istio: its kinds, its labels and annotations, its namespace, its classes of
 * gateways or a proxy that a pod brings itself. Where nothing does, what Istio makes of Services and routes is of no interest.
 */
export function speaksOfIstio({ resources, documents }: Inputs): boolean {
  return (
    resources.some(isIstioKind) ||
    resources.some(({ namespace }) => namespace === "istio-system") ||
    documents.some(isInstallation) ||
    resources.some(({ root }) => hasIstioKey(root.tree)) ||
    resources.some(isOfIstio)
  );
}

function isInstallation({ root }: YamlDocument): boolean {
  return installsIstio(root.get("apiVersion")?.text ?? "", root.get("kind")?.text ?? "");
}

function hasIstioKey(tree: Parameters<typeof keyListsIn>[0]): boolean {
  for (const keys of keyListsIn(tree)) if (keys.some((key) => istioKey.test(key))) return true;
  return false;
}

function isOfIstio(resource: Resource): boolean {
  const { type, spec, name } = resource;
  if (type === "/Namespace") return name === "istio-system";
  if (type === "gateway.networking.k8s.io/Gateway") {
    return ownerOfClassName(spec?.get("gatewayClassName")?.text ?? "") === "istio";
  }
  if (type === "gateway.networking.k8s.io/GatewayClass") {
    return ownerOfController(spec?.get("controllerName")?.text ?? "") === "istio";
  }
  const containers = podTemplateOf(resource)?.at("spec", "containers")?.items() ?? [];
  return containers.some((container) => container.get("name")?.text === "istio-proxy");
}
