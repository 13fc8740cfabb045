import { isNamedForGrpc } from "../evidence/container-port-evidence.ts";
import { grpcProbePort } from "../objects/probed-port.ts";
import { findContainerPort, type Workload } from "../objects/workload.ts";
import type { Span } from "../../yaml/source.ts";

export interface PodGrpcPort {
  readonly span: Span;
  readonly text: string;
}

/** Why a pod's port, by number or name, is known to serve gRPC, where no Service needs to lead to it. */
export function grpcPortOfPod(workload: Workload, port: number | string): PodGrpcPort | undefined {
  const declared = findContainerPort(workload, port);
  const name = declared?.name;
  if (name !== undefined && isNamedForGrpc(name.value))
    return { span: name.span, text: "this port is named for gRPC" };
  const number = typeof port === "number" ? port : declared?.number?.value;
  for (const probe of workload.containers.flatMap(({ probes }) => probes)) {
    const probed = grpcProbePort(probe);
    if (probed !== undefined && probed.port === number)
      return { span: probed.span, text: "a gRPC probe on this port" };
  }
  return undefined;
}
