import type { Resource } from "../manifest/resource.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import type { Call } from "./call.ts";
import { findCaller, type CallerFault } from "./find-caller.ts";
import { isIp } from "./name-resolution.ts";
import { unwrittenPort } from "./unwritten-port.ts";
import type { Simulation } from "./simulate.ts";

/** A call as people write it. */
export interface CallText {
  /** `NAMESPACE/WORKLOAD`, `NAMESPACE` or `gateway:NAMESPACE/NAME`. */
  readonly from: string;
  /** `HOST:PORT`; the port may be left out where the input has one that is meant. */
  readonly to: string;
  /** `pkg.Service/Method`, with or without a slash in front. */
  readonly method: string;
  /** Host and port, as gRPC clients send them, where the client does not set it. */
  readonly authority: string | undefined;
  /** The client speaks TLS itself, with this SNI. */
  readonly sni: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
}

interface Asked {
  readonly cluster: Cluster;
  readonly resources: readonly Resource[];
  readonly refused?: readonly { readonly resource: Resource }[];
  readonly simulation: Simulation;
}

/** The call, or why it is not possible. */
export function callOf(text: CallText, asked: Asked): Call | CallerFault {
  const target = /^(?:\[(?<ip>[^\]]*)\]|(?<name>[^:[\]]+))(?::(?<port>[^:]*))?$/.exec(
    text.to,
  )?.groups;
  const host = target?.["ip"] ?? target?.["name"] ?? "";
  const isHost = target?.["ip"] === undefined ? /^[\w.-]+$/.test(host) : isIp(host);
  if (target === undefined || !isHost) return hostFault(text.to);
  const written = target["port"];
  const faulty = written === undefined ? undefined : portFault(written, text.to);
  if (faulty !== undefined) return faulty;
  const from = findCaller(text.from, asked);
  if ("fault" in from) return from;
  const chosen =
    written === undefined
      ? unwrittenPort(host, from, asked.cluster)
      : { port: Number(written), step: undefined };
  if ("fault" in chosen) return chosen;
  const { port, step } = chosen;
  return {
    from,
    host,
    port,
    portTaken: step,
    authority: text.authority ?? hostPort(host, port),
    tls: text.sni === undefined ? undefined : { sni: text.sni, hasCertificate: false },
    path: text.method.startsWith("/") ? text.method : `/${text.method}`,
    headers: text.headers,
  };
}

/** As clients write them: IPv6 addresses in brackets. */
export function hostPort(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function hostFault(to: string): CallerFault {
  const fault = `\`${to}\` is not a host to connect to`;
  if (isIp(to)) return { fault, help: ["write IPv6 addresses in brackets: `[2001:db8::1]:9090`"] };
  return { fault, help: ["use HOST:PORT, with one name or address"] };
}

function portFault(written: string, to: string): CallerFault | undefined {
  const port = Number(written);
  if (/^\d+$/.test(written) && port >= 1 && port <= 65_535) return undefined;
  const fault =
    written === "" ? `\`${to}\` ends without a port` : `\`${written}\` is not a port, in \`${to}\``;
  return { fault, help: ["use HOST:PORT, with a port from 1 to 65535"] };
}

/** Why a text is not the full name of a method; `undefined` where it is. */
export function methodFault(method: string): CallerFault | undefined {
  if (/^\/?[\w.]+\/\w+$/.test(method)) return undefined;
  return {
    fault: `\`${method}\` is not the full name of a method`,
    help: ["use `pkg.Service/Method`, such as `shop.v1.Orders/Get`"],
  };
}
