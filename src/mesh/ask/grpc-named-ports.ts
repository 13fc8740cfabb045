import { isNamedForGrpc } from "../evidence/container-port-evidence.ts";
import type { ContainerPort, Workload } from "../objects/workload.ts";

/** Container ports whose names say gRPC. */
export function grpcNamedPorts({ containers }: Workload): readonly ContainerPort[] {
  return containers
    .flatMap(({ ports }) => ports)
    .filter(({ name }) => isNamedForGrpc(name?.value ?? ""));
}
