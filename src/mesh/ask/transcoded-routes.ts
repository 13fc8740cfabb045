import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import { transcoderOf } from "../objects/transcoders.ts";
import { oncePerMesh } from "./once-per-mesh.ts";

/**
 * Whether routes to gRPC backends may be for requests in JSON: a transcoder of the inputs keeps the route of the path that came
 * in, or it is in a sidecar of a server, behind the routes of gateways and clients. Any other chooses the route again.
 */
export const mayTakeTranscoded = oncePerMesh((mesh) =>
  mesh.all.envoyPatch().some((patch) => {
    const transcoder = transcoderOf(patch);
    return transcoder !== undefined && (transcoder.keepsRoute || isBehindRoutes(patch));
  }),
);

function isBehindRoutes({ context }: EnvoyPatch): boolean {
  return context === undefined || ["ANY", "SIDECAR_INBOUND"].includes(context.value);
}
