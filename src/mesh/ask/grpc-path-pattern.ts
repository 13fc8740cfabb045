import { parseGrpcPath, type GrpcPath } from "../objects/grpc-path.ts";

/**
 * The service, and the method if there is one, that a path of an AuthorizationPolicy is for: `/pkg.Service/Method`,
 * `/pkg.Service/*`, `/pkg.Service/{*}`. `undefined` for paths of other shapes.
 */
export function parseGrpcPathPattern(path: string): GrpcPath | undefined {
  return parseGrpcPath(path.replace(/(?:\*|\{\*\*?\})$/, ""));
}
