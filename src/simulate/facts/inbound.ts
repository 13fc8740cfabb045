import { matchLabelsOf } from "../../mesh/objects/match-labels.ts";
import type { Cluster } from "../../mesh/proxy/cluster.ts";
import { targetOf } from "../../mesh/proxy/endpoints.ts";
import { selectsAll, type Labels, type Pod } from "../../mesh/resolve/pod.ts";
import type { RegisteredHost, RegisteredPort } from "../../mesh/proxy/registered-host.ts";
import { policyInForce } from "../../mesh/resolve/policy-in-force.ts";
import {
  isHttp,
  isHttp2,
  isTcp,
  parseProtocol,
  type Protocol,
} from "../../mesh/objects/protocol.ts";
import { namespaceOf } from "../../mesh/world/age.ts";
import type { Field } from "../../yaml/field.ts";
import { compact, filled, type Fact } from "./compact.ts";
import { poolFacts } from "./connection-pool.ts";

/** Selectors of DestinationRules are for clients: at the server no rule with one applies. */
const noLabels: ReadonlyMap<string, string> = new Map();

/** A port of a pod that a Service, or its Sidecar, names. */
export interface InboundPort {
  readonly number: number;
  readonly protocol: Protocol;
  /** The application is spoken to as the caller speaks. */
  readonly isAuto: boolean;
  /** Where a Sidecar's ingress listener leads, such as `127.0.0.1:8080`. */
  readonly endpoint: string | undefined;
}

/** By number. The first of several ports that lead to a target decides. */
export function inboundPortsOf(cluster: Cluster, pod: Pod): ReadonlyMap<number, InboundPort> {
  const found = new Map<number, InboundPort>();
  for (const served of ingressOf(cluster, pod, servedBy(cluster, pod))) {
    const { target, port, ingress } = served;
    if (found.has(target)) continue;
    const pool = inboundPool(cluster, pod, served);
    found.set(target, {
      number: target,
      protocol: port.protocol,
      isAuto:
        port.protocol === "auto" ||
        pool?.at("http", "useClientProtocol")?.boolean()?.value === true,
      endpoint: ingress?.get("defaultEndpoint")?.text,
    });
  }
  return found;
}

/** What the DestinationRule of the Service says of connections; a server's proxy reads it as well. */
function inboundPool(cluster: Cluster, pod: Pod, { host, port }: Served): Field | undefined {
  const isSeen = cluster.scopeOf(pod).hosts.some((it) => it.host === host.host);
  const rule = isSeen
    ? cluster.findRule(host, { namespace: pod.namespace, labels: noLabels })
    : undefined;
  const scope = { subset: undefined, port: port.number };
  return policyInForce(rule?.rule, scope, cluster.config).connectionPool;
}

interface Served {
  readonly host: RegisteredHost;
  readonly port: RegisteredPort;
  readonly target: number;
  /** The entry of a Sidecar's `ingress` that takes the port over. */
  readonly ingress?: Field;
}

/** Section `inbound` of a pod: its ports by number, `passthrough` for all others. */
export function inboundFacts(cluster: Cluster, pod: Pod): ReadonlyMap<string, Fact> {
  const facts = new Map<string, Fact>();
  if (!pod.hasSidecar) return facts;
  const filters = requestFiltersOf(cluster, pod.namespace, pod.labels);
  facts.set(
    "passthrough",
    compact({
      mtls: cluster.mutualTls.modeOf(pod.workload, undefined).mode,
      passthrough: true,
      filters: filled(filters),
    }) ?? {},
  );
  const served = ingressOf(cluster, pod, servedBy(cluster, pod));
  for (const { target } of served) {
    if (facts.has(String(target))) continue;
    const sharing = served.filter((it) => it.target === target);
    facts.set(String(target), portFact(cluster, pod, sharing, filters) ?? {});
  }
  for (const port of cluster.mutualTls.portsOf(pod.workload)) {
    const key = String(port);
    const { mode } = cluster.mutualTls.modeOf(pod.workload, port);
    if (!facts.has(key)) facts.set(`passthrough ${key}`, { mtls: mode, passthrough: true, port });
  }
  return facts;
}

function servedBy(cluster: Cluster, pod: Pod): readonly Served[] {
  return cluster.hostsOfPod(pod).flatMap((host) => {
    if (host.resolution === "alias") return [];
    return host.ports.flatMap((port) => {
      const target = targetOf(port, pod);
      return target === undefined || target === 15006 ? [] : [{ host, port, target }];
    });
  });
}

/** Tokens are checked where a RequestAuthentication selects the pod. */
export function requestFiltersOf(
  { config, requestAuthentications }: Cluster,
  namespace: string,
  labels: Labels,
): readonly string[] {
  const isChecked = requestAuthentications.some((resource) => {
    const { spec } = resource;
    const owner = namespaceOf(resource);
    return (
      (owner === config.rootNamespace || owner === namespace) &&
      spec?.get("targetRefs") === undefined &&
      (spec?.get("jwtRules")?.items().length ?? 0) > 0 &&
      selectsAll(matchLabelsOf(resource), labels)
    );
  });
  return isChecked ? ["jwt_authn"] : [];
}

/** With an `ingress` list, a Sidecar's pod has just the ports of the list. */
function ingressOf(cluster: Cluster, pod: Pod, served: readonly Served[]): readonly Served[] {
  const entries = cluster.scopeOf(pod).sidecar?.spec?.get("ingress")?.items() ?? [];
  if (entries.length === 0) return served;
  return entries.flatMap((ingress) => {
    const target = ingress.at("port", "number")?.number()?.value;
    const known = served.find((it) => it.port.number === target) ?? served[0];
    if (target === undefined || known === undefined) return [];
    const protocol = parseProtocol(ingress.at("port", "protocol")?.text ?? "");
    return [{ ...known, port: { ...known.port, protocol }, target, ingress }];
  });
}

/** The first port that leads to a target decides; the hosts of all are named. */
function portFact(
  cluster: Cluster,
  pod: Pod,
  sharing: readonly Served[],
  filters: readonly string[],
): Fact | undefined {
  const [first] = sharing;
  if (first === undefined) return undefined;
  const { protocol } = first.port;
  const pool = inboundPool(cluster, pod, first);
  const isGrpc = protocol === "GRPC" || protocol === "GRPC-Web";
  const useClient = pool?.at("http", "useClientProtocol")?.boolean()?.value === true;
  const isAuto = protocol === "auto" || useClient;
  return compact({
    port: first.target,
    proto: protocol === "auto" ? "auto" : isHttp(protocol) ? "http" : "tcp",
    mtls: cluster.mutualTls.modeOf(pod.workload, first.target).mode,
    service: first.host.external
      ? undefined
      : [
          ...new Set(
            sharing
              .filter(({ port }) => port.number === first.port.number)
              .map(({ host }) => host.host),
          ),
        ],
    h2: isAuto ? "auto" : isHttp2(protocol) ? "explicit" : undefined,
    no_inbound_retry: isGrpc || undefined,
    filters: isTcp(protocol)
      ? undefined
      : filled([...(protocol === "GRPC-Web" ? ["grpc_web"] : []), ...filters].toSorted()),
    net_filters: protocol === "Mongo" ? ["mongo_proxy"] : undefined,
    bind: first.ingress?.get("bind")?.text,
    to: first.ingress?.get("defaultEndpoint")?.text,
    ...poolFacts(pool, cluster.config.written, isHttp2(protocol) && !isAuto),
  });
}
