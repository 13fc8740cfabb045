import { groupBy } from "../../collections/group-by.ts";
import type { Gateway, GatewayServer } from "../objects/gateway.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

export interface ServersByPlace {
  readonly places: ReadonlyMap<Gateway, number>;
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, readonly GatewayServer[]>>;
}

/** By what they share and then by protocol, and the places of their Gateways in the inputs. */
export const serversByPlace = oncePerMesh((mesh): ServersByPlace => {
  const gateways = mesh.all.gateway();
  const shared = groupBy(
    gateways.flatMap((it) => it.servers),
    placeKeyOf,
  );
  return {
    places: new Map(gateways.map((it, place) => [it, place])),
    groups: new Map(
      Array.from(shared, ([key, found]) => [key, groupBy(found, ({ protocol }) => protocol)]),
    ),
  };
});

/** The folder, the pods, the port and the address. */
export function placeKeyOf({ gateway, portNumber, field }: GatewayServer): string {
  const { path } = gateway.resource.document.source;
  const labels = Array.from(gateway.selector, ([key, { value }]) => [key, value]);
  return JSON.stringify([
    path.slice(0, path.lastIndexOf("/") + 1),
    labels.toSorted(([one = ""], [other = ""]) => (one < other ? -1 : 1)),
    portNumber?.value,
    field.get("bind")?.text,
  ]);
}
