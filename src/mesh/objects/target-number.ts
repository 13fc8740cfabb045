import type { HostPort } from "./service.ts";
import { findContainerPort, type Workload } from "./workload.ts";

/** The number of the container port that a Service port leads to, if it can be told. */
export function targetNumber(port: HostPort, workload: Workload): number | undefined {
  const target = port.targetPort?.value;
  if (typeof target === "number") return target;
  return target === undefined ? undefined : findContainerPort(workload, target)?.number?.value;
}
