import type { RouteMatch } from "../objects/route.ts";

/** Whether a match may hold for calls of sidecars in a namespace; of any, where none is given. */
export function isForSidecarsIn(namespace: string | undefined, { field }: RouteMatch): boolean {
  const gateways = field.get("gateways")?.strings() ?? [];
  const isMesh = gateways.length === 0 || gateways.some(({ value }) => value === "mesh");
  const source = field.get("sourceNamespace")?.text ?? namespace;
  return isMesh && source === namespace;
}
