import type { Cluster } from "../../../src/mesh/cluster/cluster.ts";
import { targetOf } from "../../../src/mesh/cluster/endpoints.ts";
import { selectsAll, type Pod } from "../../../src/mesh/cluster/pod.ts";
import type { RegisteredHost, RegisteredPort } from "../../../src/mesh/cluster/registered-host.ts";
import { policyInForce } from "../../../src/mesh/policy-in-force.ts";
import { isHttp, isHttp2, isTcp } from "../../../src/mesh/protocol.ts";
import type { Resource } from "../../../src/manifest/resource.ts";
import { byAgeAndHost, namespaceOf } from "../../../src/mesh/age.ts";
import type { Field } from "../../../src/yaml/field.ts";
import { parseProtocol } from "../../../src/mesh/protocol.ts";
import { compact, filled, type Fact } from "./compact.ts";
import { poolFacts } from "./connection-pool.ts";

/** Selectors of DestinationRules are for clients: at the server no rule with one applies. */
const noLabels: ReadonlyMap<string, string> = new Map();

interface Served {
  readonly host: RegisteredHost;
  readonly port: RegisteredPort;
  readonly target: number;
  /** The entry of a Sidecar's `ingress` that takes the port over. */
  readonly ingress?: Field;
}

/** Section `inbound` of a pod: its ports by number, `passthrough` for all others. */
export function inboundFacts(
  cluster: Cluster,
  pod: Pod,
  resources: readonly Resource[],
): ReadonlyMap<string, Fact> {
  const facts = new Map<string, Fact>();
  if (!pod.hasSidecar) return facts;
  const filters = requestFilters(cluster, pod, resources);
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
  return cluster.hosts.toSorted(byAgeAndHost).flatMap((host) => {
    if (!cluster.podsOf(host).includes(pod) || host.resolution === "alias") return [];
    return host.ports.flatMap((port) => {
      const target = targetOf(port, pod);
      return target === undefined || target === 15006 ? [] : [{ host, port, target }];
    });
  });
}

/** Tokens are checked where a RequestAuthentication selects the pod. */
function requestFilters(
  { config }: Cluster,
  pod: Pod,
  resources: readonly Resource[],
): readonly string[] {
  const isChecked = resources.some((resource) => {
    if (resource.kind !== "RequestAuthentication") return false;
    const { spec } = resource;
    const owner = namespaceOf(resource);
    const selector = spec?.at("selector", "matchLabels")?.stringMap() ?? new Map<string, never>();
    return (
      (owner === config.rootNamespace || owner === pod.namespace) &&
      spec?.get("targetRefs") === undefined &&
      (spec?.get("jwtRules")?.items().length ?? 0) > 0 &&
      selectsAll(selector, pod.labels)
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
  const isSeen = cluster.scopeOf(pod).hosts.some(({ host }) => host === first.host.host);
  const rule = isSeen
    ? cluster.findRule(first.host, { namespace: pod.namespace, labels: noLabels })
    : undefined;
  const pool = policyInForce(
    rule?.rule,
    { subset: undefined, port: first.port.number },
    cluster.config,
  ).connectionPool;
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
