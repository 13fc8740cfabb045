import { targetNumber } from "./target-number.ts";
import type { Mesh } from "./mesh.ts";
import type { ServicePort } from "./service.ts";
import { findContainerPort, type Probe, type Workload } from "./workload.ts";

/** The number of the port that an `httpGet` or `tcpSocket` asks, its name looked up in the pod. */
export function probedPort(probe: Probe): number | undefined {
  const port = (probe.httpGet ?? probe.tcpSocket)?.get("port")?.scalar()?.value;
  if (typeof port === "number") return port;
  if (typeof port !== "string") return undefined;
  return findContainerPort(probe.container.workload, port)?.number?.value;
}

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
  return ports.every(({ protocol }) => protocol === "GRPC") ? ports[0] : undefined;
}
