import { groupBy } from "../../collections/group-by.ts";
import type { Mesh } from "../mesh.ts";
import type { Gateway, GatewayServer } from "../objects/gateway.ts";
import { isHttp } from "../objects/protocol.ts";
import { areBeside } from "../world/beside.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

export function isEncrypted({ protocol }: GatewayServer): boolean {
  return protocol === "HTTPS" || protocol === "TLS";
}

/** On the same port and address, of different protocols, and not both plaintext HTTP. */
export function isRival(one: GatewayServer, other: GatewayServer): boolean {
  return (
    one.protocol !== "auto" &&
    one.protocol !== other.protocol &&
    one.portNumber !== undefined &&
    one.portNumber.value === other.portNumber?.value &&
    one.field.get("bind")?.text === other.field.get("bind")?.text &&
    !(isHttp(one.protocol) && isHttp(other.protocol))
  );
}

/** The first in an earlier Gateway of the folder for the same pods; one of the same name is a variant. */
export function rivalElsewhere(server: GatewayServer, mesh: Mesh): GatewayServer | undefined {
  const { resource, selector } = server.gateway;
  if (selector.size === 0) return undefined;
  const { places, groups } = servers(mesh);
  const placeOf = ({ gateway }: GatewayServer): number => places.get(gateway) ?? 0;
  const found = [...(groups.get(keyOf(server)) ?? [])].flatMap(([protocol, others]) => {
    if (protocol === server.protocol) return [];
    const [first] = others;
    if (first === undefined || placeOf(first) >= placeOf(server)) return [];
    if (isEncrypted(first) && isEncrypted(server)) return [];
    return (
      others.find(
        (it) =>
          placeOf(it) < placeOf(server) &&
          it.gateway.resource.name !== resource.name &&
          areBeside(it.gateway.resource, resource) &&
          isRival(it, server),
      ) ?? []
    );
  });
  return found.toSorted((one, other) => placeOf(one) - placeOf(other))[0];
}

interface Servers {
  readonly places: ReadonlyMap<Gateway, number>;
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, readonly GatewayServer[]>>;
}

/** By what they share and then by protocol, and the places of their Gateways in the inputs. */
const servers = oncePerMesh((mesh): Servers => {
  const gateways = mesh.all.gateway();
  const shared = groupBy(
    gateways.flatMap((it) => it.servers),
    keyOf,
  );
  return {
    places: new Map(gateways.map((it, place) => [it, place])),
    groups: new Map(
      Array.from(shared, ([key, found]) => [key, groupBy(found, ({ protocol }) => protocol)]),
    ),
  };
});

/** The folder, the pods, the port and the address. */
function keyOf({ gateway, portNumber, field }: GatewayServer): string {
  const { path } = gateway.resource.document.source;
  const labels = Array.from(gateway.selector, ([key, { value }]) => [key, value]);
  return JSON.stringify([
    path.slice(0, path.lastIndexOf("/") + 1),
    labels.toSorted(([one = ""], [other = ""]) => (one < other ? -1 : 1)),
    portNumber?.value,
    field.get("bind")?.text,
  ]);
}
