import { gather } from "../../collections/gather.ts";
import type { GrpcEvidence } from "./evidence.ts";
import { grpcPathOf } from "./grpc-path.ts";
import type { RouteMatch } from "./route.ts";

/** gRPC-shaped paths among the matches of a route. */
export function pathEvidence(matches: readonly RouteMatch[]): readonly GrpcEvidence[] {
  return gather(matches, ({ path }) =>
    path !== undefined && grpcPathOf(path) !== undefined
      ? [{ kind: "path" as const, span: path.span, text: "a gRPC path" }]
      : [],
  );
}
