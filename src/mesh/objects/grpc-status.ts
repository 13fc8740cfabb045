import { grpcStatusNames } from "../../rpc/status-names.ts";

export { grpcStatusNames };

export type GrpcStatus = (typeof grpcStatusNames)[number];

/** The status that `text` means in any of the usual spellings: `14`, `unavailable`, `deadline-exceeded`, `canceled`. */
export function findGrpcStatus(text: string): GrpcStatus | undefined {
  const plain = text.trim();
  if (/^\d+$/.test(plain)) return grpcStatusNames[Number(plain)];
  const folded = plain.toLowerCase().replaceAll(/[^a-z]/g, "");
  const wanted = folded === "canceled" ? "cancelled" : folded;
  return grpcStatusNames.find((name) => name.toLowerCase().replaceAll("_", "") === wanted);
}

/** `UNAVAILABLE (14)`, for messages. */
export function grpcStatusTitle(status: GrpcStatus): string {
  return `${status} (${grpcStatusNames.indexOf(status)})`;
}

/**
 * The status that a gRPC caller sees where a proxy answers with an HTTP status. Source: envoy
 * `source/common/grpc/status.cc` httpToGrpcStatus (1.36).
 */
export function grpcStatusOfHttp(status: number): GrpcStatus {
  return seenInstead.get(status) ?? "UNKNOWN";
}

const seenInstead: ReadonlyMap<number, GrpcStatus> = new Map([
  [400, "INTERNAL"],
  [401, "UNAUTHENTICATED"],
  [403, "PERMISSION_DENIED"],
  [404, "UNIMPLEMENTED"],
  [429, "UNAVAILABLE"],
  [502, "UNAVAILABLE"],
  [503, "UNAVAILABLE"],
  [504, "UNAVAILABLE"],
]);

/**
 * The status whose HTTP counterpart is `status`: what somebody who writes the HTTP status has in mind. Source: envoy
 * `source/common/grpc/status.cc` grpcToHttpStatus (1.36); of several the most usual one.
 */
export function grpcStatusMeantByHttp(status: number): GrpcStatus | undefined {
  return meant.get(status);
}

const meant: ReadonlyMap<number, GrpcStatus> = new Map([
  [400, "INVALID_ARGUMENT"],
  [401, "UNAUTHENTICATED"],
  [403, "PERMISSION_DENIED"],
  [404, "NOT_FOUND"],
  [409, "ALREADY_EXISTS"],
  [429, "RESOURCE_EXHAUSTED"],
  [499, "CANCELLED"],
  [500, "INTERNAL"],
  [501, "UNIMPLEMENTED"],
  [502, "UNAVAILABLE"],
  [503, "UNAVAILABLE"],
  [504, "DEADLINE_EXCEEDED"],
]);
