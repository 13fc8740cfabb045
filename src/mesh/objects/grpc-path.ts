import type { PathMatch } from "./route.ts";

export interface GrpcPath {
  /** Fully qualified: `payment.v1.PaymentService`. */
  readonly service: string;
  /** Empty in `/pkg.Service/`. */
  readonly method: string;
}

const shape = /^\/([a-z_]\w*(?:\.[A-Za-z_]\w*)*\.[A-Z]\w*)\/([A-Za-z_]\w*)?$/;

/** Whether a path is surely no part of a gRPC one: its first part is a plain word in lower case, as in `/api/users`. */
export function isPlainHttpPath(path: string): boolean {
  return /^\/[a-z\d_-]+(?:\/|$)/.test(path);
}

/**
 * Reads `/pkg.Service/Method` or `/pkg.Service/`. A package in lower case and a service in upper case are
 * required, so that ordinary HTTP paths are never taken for gRPC.
 */
export function parseGrpcPath(path: string): GrpcPath | undefined {
  const found = shape.exec(path);
  return found?.[1] === undefined ? undefined : { service: found[1], method: found[2] ?? "" };
}

/** The same of what a match asks of a path: a prefix may leave the closing slash out, and a regular expression says nothing. */
export function grpcPathOf({ kind, value }: PathMatch): GrpcPath | undefined {
  if (kind === "regex") return undefined;
  return parseGrpcPath(value) ?? (kind === "exact" ? undefined : parseGrpcPath(`${value}/`));
}
