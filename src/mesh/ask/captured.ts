import type { Workload } from "../objects/workload.ts";

const prefix = "traffic.sidecar.istio.io/";

/**
 * Whether connections to a port of a pod go through its sidecar, by the annotations of the pod.
 * Source: istio `tools/istio-iptables/pkg/capture/run.go` handleInboundPortsInclude (1.31).
 */
export function isCaptured({ annotations }: Workload, port: number): boolean {
  if (annotations.get("sidecar.istio.io/interceptionMode")?.value === "NONE") return false;
  const included = annotations.get(`${prefix}includeInboundPorts`)?.value ?? "*";
  const excluded = annotations.get(`${prefix}excludeInboundPorts`)?.value ?? "";
  // A list of ports to capture leaves no room for exceptions.
  if (included.trim() !== "*") return portsIn(included).has(port);
  return !portsIn(excluded).has(port);
}

function portsIn(list: string): ReadonlySet<number> {
  return new Set(list.split(",").map((part) => Number(part.trim() || Number.NaN)));
}
