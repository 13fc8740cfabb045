import type { PathMatch } from "./route.ts";

/** The service and method that a path names; without a method it is for the whole service. */
export interface RpcNames {
  readonly service: string;
  readonly method: string | undefined;
}

const identifier = String.raw`[A-Za-z_]\w*`;
const shape = new RegExp(String.raw`^/(${identifier}(?:\.${identifier})*)/(${identifier})?$`);

/**
 * Reads a path as one of gRPC where it may be one: a service with a package, or with a name in upper case. What is
 * meant for plain HTTP, such as `/api/users`, is neither.
 */
export function readRpcNames(path: string): RpcNames | undefined {
  const [, service, method] = shape.exec(path) ?? [];
  if (service === undefined || (!service.includes(".") && !/^[A-Z]/.test(service)))
    return undefined;
  return { service, method };
}

/** The same of the path of a match: `PathPrefix: /pkg.Service` is for all of its methods. */
export function readRpcPath({ kind, value }: PathMatch): RpcNames | undefined {
  return readRpcNames(value) ?? (kind === "path-prefix" ? readRpcNames(`${value}/`) : undefined);
}

/** The service that a prefix names in full, without the `/` after it: longer names start with it as well. */
export function readUnclosedService({ kind, value }: PathMatch): string | undefined {
  return kind === "prefix" ? readRpcNames(`${value}/`)?.service : undefined;
}
