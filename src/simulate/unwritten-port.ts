import type { Resource } from "../manifest/resource.ts";
import { serverHost, type GatewayServer } from "../mesh/objects/gateway.ts";
import { hostCovers } from "../mesh/objects/hosts.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import { oneOf } from "../text/lists.ts";
import type { Field } from "../yaml/field.ts";
import type { Caller } from "./call.ts";
import type { CallerFault } from "./find-caller.ts";
import { resolveName, serviceNamed } from "./name-resolution.ts";
import type { Step } from "./outcome.ts";

interface PortTaken {
  readonly port: number;
  /** Why this one. */
  readonly step: Step | undefined;
}

/** The port of a host that is written without: the only one, or the only one that is declared as gRPC. */
export function unwrittenPort(
  host: string,
  from: Caller,
  cluster: Cluster,
): PortTaken | CallerFault {
  const { what, ports } = portsOf(host, from, cluster);
  // Any port will do to say that the name does not resolve.
  if (ports.length === 0 && isUnknown(host, from, cluster)) return { port: 80, step: undefined };
  const byNumber = new Map(ports.map((it) => [it.number, it]));
  const [first, ...others] = byNumber.values();
  if (first === undefined) {
    return { fault: `\`${host}\` has no port here to choose`, help: ["use HOST:PORT"] };
  }
  if (others.length === 0) return taken(first, `the only one of ${what}`);
  const [grpc, ...more] = [...byNumber.values()].filter(({ isGrpc }) => isGrpc);
  if (grpc !== undefined && more.length === 0) {
    return taken(grpc, `the only one of ${what} that is declared as gRPC`);
  }
  const numbers = (grpc === undefined ? [first, ...others] : [grpc, ...more]).map(
    ({ number }) => `${host}:${number}`,
  );
  return {
    fault: `${what} has several ports${grpc === undefined ? "" : " for gRPC"}, and \`${host}\` names none`,
    help: [`use ${oneOf(numbers, 6)}`],
  };
}

interface KnownPort {
  readonly number: number;
  readonly isGrpc: boolean;
  readonly field: Field;
}

interface KnownPorts {
  /** `service shop/cart`. */
  readonly what: string;
  readonly ports: readonly KnownPort[];
}

function taken({ number, field }: KnownPort, why: string): PortTaken {
  return { port: number, step: { text: `port ${number}: ${why}`, field } };
}

function portsOf(host: string, from: Caller, cluster: Cluster): KnownPorts {
  if (from.kind === "gateway") {
    const servers = from.proxy.gateways.flatMap((it) => it.servers);
    return { what: "the gateway", ports: portsOfServers(servers, host) };
  }
  if (from.kind === "managed gateway") {
    return { what: "the gateway", ports: portsOfListeners(from.gateway, host) };
  }
  const { namespace } = from.kind === "pod" ? from.pod : from.client;
  const service = serviceNamed(host, namespace, cluster);
  const named = service === undefined ? cluster.hostsNamed(host) : [service];
  const title = service === undefined ? host : `${service.namespace}/${service.resource.name}`;
  const ports = named.flatMap((it) => it.ports).filter(({ protocol }) => protocol !== "UDP");
  return {
    what: service === undefined ? `\`${title}\`` : `service ${title}`,
    ports: ports.map(({ number, protocol, field }) => ({
      number,
      isGrpc: protocol === "GRPC" || protocol === "GRPC-Web",
      field,
    })),
  };
}

function isUnknown(host: string, from: Caller, cluster: Cluster): boolean {
  const namespace = namespaceOfCaller(from);
  return namespace !== undefined && resolveName(host, namespace, cluster).kind === "error";
}

/** Of a caller inside the cluster. */
function namespaceOfCaller(from: Caller): string | undefined {
  if (from.kind === "pod") return from.pod.namespace;
  return from.kind === "namespace" ? from.client.namespace : undefined;
}

/** Those of servers for the host, where there are some. */
function portsOfServers(servers: readonly GatewayServer[], host: string): readonly KnownPort[] {
  const fitting = servers.filter(({ hosts }) =>
    hosts.some(({ value }) => hostCovers(serverHost(value), host)),
  );
  return (fitting.length > 0 ? fitting : servers).flatMap(({ portNumber, protocol, field }) =>
    portNumber === undefined
      ? []
      : [{ number: portNumber.value, isGrpc: protocol === "GRPC", field }],
  );
}

function portsOfListeners(gateway: Resource, host: string): readonly KnownPort[] {
  const listeners = gateway.spec?.get("listeners")?.items() ?? [];
  const fitting = listeners.filter((it) => hostCovers(it.get("hostname")?.text ?? "*", host));
  return (fitting.length > 0 ? fitting : listeners).flatMap((field) => {
    const number = field.get("port")?.number()?.value;
    return number === undefined ? [] : [{ number, isGrpc: false, field }];
  });
}
