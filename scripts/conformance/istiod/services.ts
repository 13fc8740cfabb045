import type { Cluster } from "../../../src/mesh/proxy/cluster.ts";
import type {
  RegisteredHost,
  RegisteredPort,
  Resolution,
} from "../../../src/mesh/proxy/registered-host.ts";
import type { Protocol } from "../../../src/mesh/objects/protocol.ts";
import { compact, filled, type Fact } from "../../../src/simulate/facts/compact.ts";

const resolutions: ReadonlyMap<Resolution, string> = new Map([
  ["passthrough", "passthrough"],
  ["DNS", "DNS"],
  ["DNS round robin", "DNSRoundRobinLB"],
  ["dynamic DNS", "DYNAMIC_DNS"],
  ["alias", "alias"],
]);

/** Section `services`: each host with its facts. */
export function serviceFacts({ hosts }: Cluster): ReadonlyMap<string, Fact> {
  return new Map(
    hosts.map((host) => [`${host.namespace}/${host.host}`, serviceFact(host) ?? {}] as const),
  );
}

function serviceFact(host: RegisteredHost): Fact | undefined {
  const exportTo = host.exportTo.join() === "*" ? [] : host.exportTo;
  const isWritten =
    host.resource.spec?.get("exportTo") !== undefined ||
    host.resource.metadata?.at("annotations", "networking.istio.io/exportTo") !== undefined;
  return compact({
    ns: host.namespace,
    host: host.host,
    external: host.external || undefined,
    external_name: host.aliasOf,
    resolution: resolutions.get(host.resolution),
    export_to: isWritten ? filled(exportTo) : undefined,
    ports: filled(host.ports.map((port) => portFact(port, host.service !== undefined) ?? {})),
  });
}

/** A Service's target is an int-or-string, shown as text. */
function portFact(
  { number, name, protocol, target }: RegisteredPort,
  asText: boolean,
): Fact | undefined {
  const isOther = target !== undefined && String(target) !== String(number);
  return compact({
    port: number,
    name: name === "" ? undefined : name,
    protocol: protocolName(protocol),
    target: isOther ? (asText ? String(target) : target) : undefined,
  });
}

function protocolName(protocol: Protocol): string {
  return protocol === "auto" ? "UnsupportedProtocol" : protocol;
}
