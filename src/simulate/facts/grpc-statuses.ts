import { grpcStatusNames } from "../../mesh/objects/grpc-status.ts";

export function grpcStatusNumber(name: string): number {
  return grpcStatusNames.findIndex((status) => status === name);
}
