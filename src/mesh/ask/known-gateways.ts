import { oncePerMesh } from "./once-per-mesh.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import { sameDeployment } from "../world/same-deployment.ts";

/** Of both APIs: a VirtualService may name either. */
export const gatewayTypes = [
  "networking.istio.io/Gateway",
  "gateway.networking.k8s.io/Gateway",
] as const;

/** Gateways of a name, whatever their namespace. */
export function gatewaysNamed(name: string, mesh: Mesh): readonly Resource[] {
  return gatewayTypes.flatMap((type) => mesh.named(type, name));
}

/** The only gateway of some that have a name, in another namespace of the same deployment than where it is looked up. */
export function gatewayElsewhere(
  namespace: string | undefined,
  from: Resource,
  named: readonly Resource[],
): Resource | undefined {
  const found = named.filter((it) => sameDeployment(it, from) === "certain");
  // Variants in several folders are one gateway; of these the one in the same file is shown.
  const namespaces = new Set(found.map((it) => it.namespace));
  const only = found.find((it) => it.document.source === from.document.source) ?? found[0];
  return namespace === undefined || only?.namespace === undefined || namespaces.size > 1
    ? undefined
    : only;
}

const madeFor = "gateway.networking.k8s.io/gateway-name";

/** Whether a name is that of a Gateway for which Istio deployed pods, or of the Service that Istio makes for one: `edge-istio`. */
export function isMadeForGateway(name: string, mesh: Mesh): boolean {
  return namesMade(mesh).has(name);
}

const namesMade = oncePerMesh(
  (mesh): ReadonlySet<string | undefined> =>
    new Set([
      ...mesh.all.workload().map(({ labels }) => labels.get(madeFor)?.value),
      ...mesh
        .ofType("gateway.networking.k8s.io/Gateway")
        .map((it) => `${it.name}-${it.spec?.get("gatewayClassName")?.text ?? ""}`),
    ]),
);
