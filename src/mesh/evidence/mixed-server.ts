import { targetNumber } from "../objects/target-number.ts";
import { groupBy } from "../../collections/group-by.ts";
import { gather } from "../../collections/gather.ts";
import { onceFor } from "../../collections/lazy.ts";
import type { Pods } from "../resolve/pods.ts";
import { probedPort } from "../objects/probed-port.ts";
import { isHttp, isHttp2 } from "../objects/protocol.ts";
import type { HostPort, ServicePort } from "../objects/service.ts";
import type { Workload } from "../objects/workload.ts";

/** Tells the ports of servers of both; found out once for each, as every route to a port asks. */
export function mixedServers(pods: Pods): (port: HostPort) => boolean {
  const byTarget = onceFor((owner: HostPort["owner"]) =>
    groupBy<HostPort, unknown>(owner.ports, ({ targetPort }) => targetPort?.value),
  );
  return onceFor((port) => {
    const target = port.targetPort?.value;
    const twins = target === undefined ? [] : (byTarget(port.owner).get(target) ?? []);
    return servesHttpToo(port, twins, pods);
  });
}

/**
 * Whether a server speaks plain HTTP beside gRPC on one port, as those of Connect, grpc-gateway and cmux do: an
 * `httpGet` probe asks it, or a port for HTTP/1.1 of the same Service leads to it as well.
 */
function servesHttpToo(port: HostPort, twins: readonly HostPort[], pods: Pods): boolean {
  return (
    twins.some(({ protocol }) => isHttp(protocol) && !isHttp2(protocol)) ||
    (port.service !== undefined &&
      pods.workloadsOf(port.service).some((workload) => isProbedByHttp(port, workload)))
  );
}

/** An `httpGet` probe asks the container port that a Service port leads to. */
export function isProbedByHttp(port: ServicePort, workload: Workload): boolean {
  const target = targetNumber(port, workload);
  if (target === undefined) return false;
  return gather(workload.containers, ({ probes }) => probes).some(
    (probe) => probe.httpGet !== undefined && probedPort(probe) === target,
  );
}
