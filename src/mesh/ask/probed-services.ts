import { targetNumber } from "../objects/target-number.ts";
import type { Mesh } from "../mesh.ts";
import type { ServicePort } from "../objects/service.ts";
import { isNamedForGrpc } from "../evidence/container-port-evidence.ts";
import { probedPort } from "../objects/probed-port.ts";
import type { Probe, Workload } from "../objects/workload.ts";

/** Every Service port that leads to a port of a pod. */
export function servicePortsOf(
  workload: Workload,
  port: number,
  mesh: Mesh,
): readonly ServicePort[] {
  return mesh
    .servicesOf(workload)
    .flatMap(({ ports }) => ports)
    .filter((it) => targetNumber(it, workload) === port);
}

/** The Service port by which a probed port is known to serve gRPC and nothing else. */
export function grpcOnlyPortOf(probe: Probe, mesh: Mesh): ServicePort | undefined {
  const port = probedPort(probe);
  if (port === undefined) return undefined;
  const ports = servicePortsOf(probe.container.workload, port, mesh);
  return ports.every(isForGrpcAlone) ? ports[0] : undefined;
}

/** A name such as `grpc-health` or `grpc-gateway` may be that of a server of another kind next to the one for gRPC. */
function isForGrpcAlone({ protocol, appProtocol, name }: ServicePort): boolean {
  if (protocol !== "GRPC") return false;
  return appProtocol !== undefined || name === undefined || isNamedForGrpc(name.value);
}
