import type { Destination } from "./route.ts";
import type { HostPort } from "./service.ts";

/**
 * The ports that a destination can be for: the one it reaches, or, where its number is none of the host's (a slip that
 * other rules report), every port of the host.
 */
export function meantPorts({
  port,
  portNumber,
  owner,
}: Pick<Destination, "port" | "portNumber" | "owner">): readonly HostPort[] {
  if (port !== undefined) return [port];
  return portNumber === undefined ? [] : (owner?.ports ?? []);
}
