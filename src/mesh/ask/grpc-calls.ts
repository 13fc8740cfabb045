import { hostAndPort, rpcOfSymbol } from "../../rpc/grpc-commands.ts";
import type { Located, Span } from "../../yaml/source.ts";
import type { Mesh } from "../mesh.ts";
import type { GrpcCommand } from "../objects/grpc-commands.ts";
import type { Service } from "../objects/service.ts";
import { serviceAt } from "./dialed-services.ts";

interface CalledRpc {
  readonly service: string;
  readonly method: string;
  readonly span: Span;
}

/** The RPC that a command names; `undefined` where variables decide, or nothing is called. */
export function calledRpcOf({ symbol, isMethod }: GrpcCommand["call"]): CalledRpc | undefined {
  if (symbol === undefined || !isMethod) return undefined;
  const found = rpcOfSymbol(symbol.value, true);
  return found?.method === undefined
    ? undefined
    : { service: found.service, method: found.method, span: symbol.span };
}

/** The Service and port that a command calls. */
export interface CalledService {
  readonly service: Service;
  readonly port: number;
  readonly address: Located<string>;
}

/** Outside a cluster only hosts with a namespace, as through a proxy or in a test cluster, mean a Service. */
export function calledServiceOf(
  { call: { address }, resource }: GrpcCommand,
  mesh: Mesh,
): CalledService | undefined {
  const found = address && hostAndPort(address.value);
  if (address === undefined || found === undefined) return undefined;
  if (resource === undefined && !/\.svc(?:\.|$)/.test(found.host)) return undefined;
  const service = serviceAt(found.host, resource, mesh);
  return service && { service, port: found.port, address };
}
