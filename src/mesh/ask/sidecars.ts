import { onceFor } from "../../collections/lazy.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import { hasNoSidecar, injectionIn } from "../objects/injection.ts";
import type { Service } from "../objects/service.ts";
import type { Workload } from "../objects/workload.ts";
import { sameDeployment } from "../world/same-deployment.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/** Whether a pod has a sidecar, or may have one as far as the inputs say. */
export function mayHaveSidecar(workload: Workload, mesh: Mesh): boolean {
  if (hasNoSidecar(workload)) return false;
  const isAsked = workload.injection === "injected" || workload.labels.has("istio.io/rev");
  return isAsked || !isLeftOut(mesh.namespaceOf(workload.resource), mesh);
}

/** The same of the pods behind a Service; where the inputs hold none, by its namespace. */
export function mayHaveSidecars(service: Service, mesh: Mesh): boolean {
  const pods = mesh.workloadsOf(service);
  if (pods.length > 0) return pods.some((pod) => mayHaveSidecar(pod, mesh));
  const namespace = mesh.namespaceOf(service.resource);
  const injection = injectionIn(namespace);
  if (injection === "ambient" || injection === "excluded") return false;
  return injection === "injected" || !isLeftOut(namespace, mesh);
}

function isLeftOut(namespace: Resource | undefined, mesh: Mesh): boolean {
  return namespace !== undefined && leftOut(mesh)(namespace);
}

/** A Namespace without a label for the mesh, where others next to it have one. */
const leftOut = oncePerMesh((mesh) => {
  const labelled = mesh.all
    .resource([{ "/Namespace": ["metadata.labels"] }])
    .filter((it) => ["injected", "ambient"].includes(injectionIn(it)));
  return onceFor(
    (namespace: Resource): boolean =>
      !isLabelled(namespace) &&
      !mesh.isPatched(namespace, "metadata.labels") &&
      labelled.some((it) => sameDeployment(it, namespace) === "certain"),
  );
});

function isLabelled({ metadata }: Resource): boolean {
  const labels = metadata?.get("labels");
  return ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"].some(
    (key) => labels?.get(key) !== undefined,
  );
}
