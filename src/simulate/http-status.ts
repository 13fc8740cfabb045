import { grpcStatusNames } from "../mesh/objects/grpc-status.ts";

/** gRPC's names of statuses by number. Source: grpc `doc/statuscodes.md`. */
export function grpcStatusName(code: number): string {
  return grpcStatusNames[code] ?? "UNKNOWN";
}

const byHttp: ReadonlyMap<number, string> = new Map([
  [400, "INTERNAL"],
  [401, "UNAUTHENTICATED"],
  [403, "PERMISSION_DENIED"],
  [404, "UNIMPLEMENTED"],
  [429, "UNAVAILABLE"],
  [502, "UNAVAILABLE"],
  [503, "UNAVAILABLE"],
  [504, "UNAVAILABLE"],
]);

/** What a gRPC client makes of an HTTP status. Source: grpc `doc/http-grpc-status-mapping.md`. */
export function statusOfHttp(status: number): string {
  return byHttp.get(status) ?? "UNKNOWN";
}
