import type { Workload } from "./workload.ts";

/** Whether pods get the proxy of a gateway instead of a sidecar. */
export function isGatewayPod({ annotations }: Pick<Workload, "annotations">): boolean {
  const templates = annotations.get("inject.istio.io/templates")?.value ?? "";
  return templates.split(",").some((name) => name.trim() === "gateway");
}
