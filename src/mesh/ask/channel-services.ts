import type { Mesh } from "../mesh.ts";
import type { ClientChannel } from "../objects/client-channels.ts";
import type { Service } from "../objects/service.ts";
import { serviceAt } from "./dialed-services.ts";

/** The Service that a channel's address means, where there is just one that it can. */
export function serviceOfChannel(
  { address, resource }: ClientChannel,
  mesh: Mesh,
): Service | undefined {
  const target = /^(?:dns:(?:\/\/[^/]*\/)?|static:\/\/)?([a-z][a-z\d.-]*):\d+$/;
  const host = target.exec(address.value)?.[1];
  return host === undefined ? undefined : serviceAt(host, resource, mesh);
}
