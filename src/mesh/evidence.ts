import type { Span } from "../yaml/source.ts";

/** A reason to believe that something carries gRPC. Plain HTTP has none, and rules about gRPC stay silent. */
export interface GrpcEvidence {
  readonly kind:
    | "protocol" // the Service port says grpc or grpc-web
    | "grpc-route" // a GRPCRoute sends to it
    | "probe" // a native gRPC probe or grpc_health_probe on its port
    | "path" // a gRPC-shaped path in a route or policy for it
    | "retry-condition"; // a retry condition that only gRPC has
  readonly span: Span;
  /** At most six words for a label: "gRPC probe on this port". */
  readonly text: string;
}

/** Retry conditions that look at `grpc-status`. Source: Envoy router filter, x-envoy-retry-grpc-on. */
export const grpcRetryConditions: ReadonlySet<string> = new Set([
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
]);
