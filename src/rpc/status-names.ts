/**
 * gRPC status codes by number, spelled as Istio's `grpcStatus` wants them. Source: gRPC `doc/statuscodes.md`; istio
 * `pkg/util/grpc/codes.go` (1.31).
 */
export const grpcStatusNames = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** The same for a text or a number that may be none of them. */
export const statusNames: readonly string[] = grpcStatusNames;
