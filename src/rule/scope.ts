import type { ViewName } from "../mesh/mesh.ts";

/**
 * What decides the findings of a rule about one thing: the resource that holds it, so that they stay the same as long as
 * that does; or anything in the mesh.
 */
export type Scope = "resource" | "mesh";

/** Views that are read from one resource, and hold nothing of any other. */
const viewsOfOne = [
  "violation",
  "resource",
  "durationField",
  "service",
  "servicePort",
  "serviceEntry",
  "virtualService",
  "gatewayApiRoute",
  "destinationRule",
  "trafficPolicy",
  "gateway",
  "gatewayServer",
  "authorizationPolicy",
  "authorizationOperation",
  "peerAuthentication",
  "envoyPatch",
] as const satisfies readonly ViewName[];

const readFromOne: ReadonlySet<ViewName> = new Set(viewsOfOne);

interface Checking {
  readonly reads: ViewName;
  readonly ofIstio?: unknown;
  /** Its `length` is the number of its parameters. */
  readonly check: { readonly length: number };
}

/** A check that never asks the mesh, of a view that holds nothing of it, reads one resource alone. */
export function scopeOf({ reads, ofIstio, check }: Checking): Scope {
  const asksMesh = check.length > 1 || ofIstio !== undefined;
  return readFromOne.has(reads) && !asksMesh ? "resource" : "mesh";
}
