import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { qualifyHost } from "../objects/hosts.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import { namespaceOf } from "../world/age.ts";
import type { Cluster } from "./cluster.ts";
import type { Chain } from "./outbound-listeners.ts";
import { selectsAll } from "../resolve/pod.ts";
import type { RegisteredHost, RegisteredPort } from "./registered-host.ts";
import type { Client } from "./sidecar-scope.ts";
import { gatewayName } from "../resolve/virtual-service-order.ts";

/** Where a TCP connection goes. */
export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
  /** Of several; `undefined` for the only one. */
  readonly weight: number | undefined;
}

export interface TcpQuestion {
  readonly cluster: Cluster;
  readonly client: Client;
  readonly host: RegisteredHost;
  readonly port: RegisteredPort;
  readonly bind: string;
  readonly cidr: string | undefined;
  /** VirtualServices of the listener with a host that covers one, in order. */
  readonly covering: (host: string) => readonly VirtualService[];
}

/**
 * The TCP chains of one port: those that VirtualServices make, else straight to the host.
 * Source: istio `pilot/pkg/networking/core/tls.go` (1.31).
 */
export function tcpChains(question: TcpQuestion): readonly Chain[] {
  const { protocol } = question.port;
  return protocol === "TLS" || protocol === "HTTPS" ? tlsChains(question) : plainChains(question);
}

function tlsChains(question: TcpQuestion): readonly Chain[] {
  const { host, bind, cidr } = question;
  const byConditions = new Map<string, Chain>();
  for (const { tls, resource } of question.covering(question.host.host)) {
    const namespace = namespaceOf(resource);
    for (const { route, match } of tls.flatMap(routeMatches)) {
      if (!matchesClient(match, namespace, question)) continue;
      const key = ["sniHosts", "destinationSubnets"]
        .map((it) => textsOf(match, it).join())
        .join("|");
      const chain = byConditions.get(key) ?? tlsChain(route, match, resource, question);
      byConditions.set(key, chain);
    }
  }
  if (byConditions.size > 0) return [...byConditions.values()];
  const bySni =
    cidr !== undefined || (bind === "0.0.0.0" && host.service === undefined && !host.managed);
  const names = [host.host, ...question.cluster.aliasesOf(host.host)];
  return [straight(question, bySni ? names : [])];
}

function routeMatches(route: Field): readonly { readonly route: Field; readonly match: Field }[] {
  return (route.get("match")?.items() ?? []).map((match) => ({ route, match }));
}

function tlsChain(route: Field, match: Field, owner: Resource, question: TcpQuestion): Chain {
  const subnets = textsOf(match, "destinationSubnets");
  const own = question.cidr === undefined ? [] : [question.cidr];
  return {
    kind: "tcp",
    sni: textsOf(match, "sniHosts"),
    destinations: subnets.length > 0 ? subnets : own,
    to: targetsOf(route, namespaceOf(owner), question),
    protocol: question.port.protocol,
    owner,
  };
}

function plainChains(question: TcpQuestion): readonly Chain[] {
  const { cidr, port } = question;
  const cidrs = cidr === undefined ? [] : [cidr];
  const chains: Chain[] = [];
  for (const { tcp, resource } of question.covering(question.host.host)) {
    for (const route of tcp) {
      const matches = route.get("match")?.items() ?? [];
      const fitting = matches.filter((it) => matchesClient(it, namespaceOf(resource), question));
      if (matches.length > 0 && fitting.length === 0) continue;
      const to = targetsOf(route, namespaceOf(resource), question);
      const isLast =
        matches.length === 0 ||
        fitting.some((it) => textsOf(it, "destinationSubnets").length === 0);
      const subnets = fitting.flatMap((it) => textsOf(it, "destinationSubnets"));
      const destinations = isLast ? cidrs : subnets;
      chains.push({
        kind: "tcp",
        sni: [],
        destinations,
        to,
        protocol: port.protocol,
        owner: resource,
      });
      if (isLast) return chains;
    }
  }
  return [...chains, straight(question, [])];
}

function straight({ host, port, cidr }: TcpQuestion, sni: readonly string[]): Chain {
  const number = host.ports.length === 1 ? (host.ports[0]?.number ?? port.number) : port.number;
  return {
    kind: "tcp",
    sni,
    destinations: cidr === undefined ? [] : [cidr],
    to: [{ host: host.host, port: number, subset: undefined, weight: undefined }],
    protocol: port.protocol,
    owner: undefined,
  };
}

function matchesClient(match: Field, namespace: string, { client, port }: TcpQuestion): boolean {
  const gateways = textsOf(match, "gateways").map((name) => gatewayName(name, namespace));
  const number = match.get("port")?.number()?.value;
  const source = match.get("sourceNamespace")?.text;
  const labels = match.get("sourceLabels")?.stringMap() ?? new Map<string, never>();
  return (
    (gateways.length === 0 || gateways.includes("mesh")) &&
    (number === undefined || number === port.number) &&
    (source === undefined || source === client.namespace) &&
    selectsAll(labels, client.labels)
  );
}

function targetsOf(
  route: Field,
  namespace: string,
  { cluster, port }: TcpQuestion,
): readonly TcpTarget[] {
  const entries = route.get("route")?.items() ?? [];
  return entries.map((entry) => {
    const host = qualifyHost(
      entry.at("destination", "host")?.text ?? "",
      namespace,
      cluster.clusterDomain,
    );
    const target = cluster.hostsNamed(host)[0];
    const only = target?.ports.length === 1 ? target.ports[0]?.number : undefined;
    return {
      host,
      port: entry.at("destination", "port", "number")?.number()?.value ?? only ?? port.number,
      subset: entry.at("destination", "subset")?.text,
      weight: entries.length > 1 ? (entry.get("weight")?.number()?.value ?? 0) : undefined,
    };
  });
}

function textsOf(field: Field, key: string): readonly string[] {
  return (field.get(key)?.strings() ?? []).map(({ value }) => value);
}
