import { clientTls, type ClientTls } from "../../mesh/proxy/client-tls.ts";
import { policyInForce } from "../../mesh/resolve/policy-in-force.ts";
import type { Cluster } from "../../mesh/proxy/cluster.ts";
import type { Endpoint } from "../../mesh/proxy/endpoints.ts";
import type { MergedRule } from "../../mesh/resolve/merged-rule.ts";
import type { RegisteredHost, RegisteredPort } from "../../mesh/proxy/registered-host.ts";
import type { Client } from "../../mesh/proxy/sidecar-scope.ts";
import { isHttp, isHttp2 } from "../../mesh/objects/protocol.ts";
import type { EffectivePolicy, Subset } from "../../mesh/objects/traffic-policy.ts";
import type { Field } from "../../yaml/field.ts";
import { compact, filled, type Fact } from "./compact.ts";
import { poolFacts } from "./connection-pool.ts";
import { balancerFacts, outlierFact } from "./load-balancing.ts";

/** One cluster of a client: where it leads and how. */
export interface Upstream {
  readonly host: RegisteredHost;
  readonly port: RegisteredPort;
  readonly subset: Subset | undefined;
  readonly rule: MergedRule | undefined;
  readonly policy: EffectivePolicy;
  /** Envoy's discovery type. */
  readonly type: string;
  /** HTTP/2 always, as the downstream speaks, or HTTP/1.1. */
  readonly http: "explicit" | "auto" | undefined;
  readonly tls: ClientTls;
  readonly endpoints: readonly Endpoint[];
  /** Its settings, as far as they are not the defaults. */
  readonly settings: { readonly [key: string]: Fact | undefined };
}

interface Question {
  readonly cluster: Cluster;
  readonly host: RegisteredHost;
  readonly port: RegisteredPort;
  readonly rule: MergedRule | undefined;
  readonly subset: Subset | undefined;
  readonly isSidecar: boolean;
}

/** Of a client: a cluster for each port and subset of its hosts. */
export function upstreamsOf(
  cluster: Cluster,
  client: Client,
  hosts: readonly RegisteredHost[],
  isSidecar: boolean,
): readonly Upstream[] {
  return hosts
    .filter(({ resolution }) => resolution !== "alias")
    .flatMap((host) => {
      const rule = cluster.findRule(host, client);
      const ports = host.ports.filter(({ protocol }) => protocol !== "UDP");
      return ports.flatMap((port) =>
        [undefined, ...(rule?.rule.subsets ?? [])].flatMap(
          (subset) => upstreamOf({ cluster, host, port, rule, subset, isSidecar }) ?? [],
        ),
      );
    });
}

/** The name that routes refer to it by. */
export function upstreamKey(host: string, port: number, subset: string | undefined): string {
  return `${host}:${port} ${subset ?? ""}`;
}

/** `undefined`: Istio makes no such cluster, because nothing stands behind the name. */
export function upstreamOf(question: Question): Upstream | undefined {
  const { cluster, host, port, rule, subset, isSidecar } = question;
  const policy = policyInForce(
    rule?.rule,
    { subset: subset?.name?.value, port: port.number },
    cluster.config,
  );
  const type = discoveryType(question, policy);
  const endpoints = cluster
    .endpointsOf(host, port)
    .filter((endpoint) => isInSubset(endpoint, subset));
  if (type.endsWith("DNS") && endpoints.length === 0) return undefined;
  const tls = clientTls(
    { host, port, rule, tls: policy.tls, passthrough: type === "ORIGINAL_DST", isSidecar },
    cluster,
  );
  const h2 = http2Of(question, policy.connectionPool?.get("http"));
  const isChosen = type !== "ORIGINAL_DST" && type !== "dynamic_forward_proxy";
  return {
    host,
    port,
    subset,
    rule,
    policy,
    type,
    http: h2.http,
    tls,
    endpoints,
    settings: {
      type: type === "EDS" ? undefined : type,
      dr: rule && `${rule.namespace}/${rule.rule.resource.name}`,
      tls: tlsFact(question, tls, h2.http === "explicit"),
      outlier: outlierFact(policy.outlierDetection),
      ...poolFacts(policy.connectionPool, cluster.config.written, h2.pooled),
      ...(isChosen ? balancerFacts(policy.loadBalancer) : {}),
    },
  };
}

/** Section `outbound` of a client, one cluster. */
export function clusterFact(upstream: Upstream, cluster: Cluster): Fact {
  const { host, port, subset, policy, type, http, tls, endpoints, settings } = upstream;
  const isForwarded = type === "dynamic_forward_proxy";
  const isChosen = type !== "ORIGINAL_DST" && !isForwarded;
  const isMatched = type === "EDS" && tls.mode === "auto";
  return (
    compact({
      host: host.host,
      port: port.number,
      subset: subset?.name?.value,
      h2: http,
      ...settings,
      ...(isChosen ? endpointFacts(endpoints, port.number, cluster, isMatched) : {}),
      locality: localityFact(policy, cluster.config.written),
      ...(isForwarded ? { lb: "CLUSTER_PROVIDED", panic_pct: "unset" } : panicFact(policy)),
    }) ?? {}
  );
}

/** A rule's own setting comes before the mesh's. Failing over needs outlier detection. */
function localityFact(
  { loadBalancer, outlierDetection }: EffectivePolicy,
  mesh: Field | undefined,
): Fact | undefined {
  if (loadBalancer?.get("zoneAwareLbSetting")) return "zone_aware";
  const setting = loadBalancer?.get("localityLbSetting") ?? mesh?.get("localityLbSetting");
  if (setting?.get("enabled")?.boolean()?.value === false) return undefined;
  const fails = ["failover", "failoverPriority"].some((key) => setting?.get(key));
  const isWeighted = setting?.get("distribute") ?? (fails && outlierDetection !== undefined);
  return isWeighted ? "weighted" : undefined;
}

function panicFact({ outlierDetection }: EffectivePolicy): {
  readonly [key: string]: Fact | undefined;
} {
  const percent = outlierDetection?.get("minHealthPercent")?.number()?.value;
  return { panic_pct: percent === 0 ? undefined : percent };
}

function discoveryType({ host, isSidecar }: Question, policy: EffectivePolicy): string {
  if (policy.loadBalancer?.get("simple")?.text === "PASSTHROUGH") return "ORIGINAL_DST";
  if (host.resolution === "DNS") return "STRICT_DNS";
  if (host.resolution === "DNS round robin") return "LOGICAL_DNS";
  if (host.resolution === "dynamic DNS") return "dynamic_forward_proxy";
  return host.resolution === "passthrough" && isSidecar ? "ORIGINAL_DST" : "EDS";
}

function isInSubset({ labels }: Endpoint, subset: Subset | undefined): boolean {
  return [...(subset?.labels ?? [])].every(([key, { value }]) => labels.get(key) === value);
}

/** `pooled`: settings for HTTP/2 connections are applied. */
function http2Of(
  { port, cluster, isSidecar }: Question,
  http: Field | undefined,
): { readonly http: Upstream["http"]; readonly pooled: boolean } {
  const useClient = http?.get("useClientProtocol")?.boolean()?.value === true;
  const policy = http?.get("h2UpgradePolicy")?.text;
  const byMesh =
    cluster.config.written?.get("h2UpgradePolicy")?.text === "UPGRADE" &&
    isHttp(port.protocol) &&
    policy !== "DO_NOT_UPGRADE";
  const upgraded = !useClient && (policy === "UPGRADE" || byMesh);
  const pooled = isHttp2(port.protocol) || upgraded;
  const isAuto = useClient || (port.protocol === "auto" && isSidecar);
  return { http: isAuto ? "auto" : pooled ? "explicit" : undefined, pooled: pooled && !isAuto };
}

function endpointFacts(
  endpoints: readonly Endpoint[],
  port: number,
  cluster: Cluster,
  isMatched: boolean,
): { readonly [key: string]: Fact | undefined } {
  const ports = [...new Set(endpoints.map((it) => it.port))].toSorted((a, b) => a - b);
  const plaintext = endpoints.filter((it) => !answersMutualTls(it, cluster)).length;
  return {
    endpoints: endpoints.length,
    endpoint_ports: ports.length === 1 && ports[0] === port ? undefined : filled(ports),
    endpoints_plaintext: isMatched && plaintext > 0 ? plaintext : undefined,
  };
}

/** Source: istio `pilot/pkg/xds/endpoints/mtls_checker.go` (1.31). */
export function answersMutualTls(
  { pod, port, isMarked }: Endpoint,
  { mutualTls }: Cluster,
): boolean {
  return isMarked && (pod === undefined || mutualTls.modeOf(pod.workload, port).mode !== "DISABLE");
}

function tlsFact(
  { host }: Question,
  { mode, written }: ClientTls,
  isExplicit: boolean,
): Fact | undefined {
  if (mode === "auto") return undefined;
  const sni = written?.get("sni")?.text;
  if (mode === "DISABLE") return { mode };
  const ownSans = (written?.get("subjectAltNames")?.strings() ?? []).map(({ value }) => value);
  if (mode === "ISTIO_MUTUAL") return compact({ mode, sni, sans: filled(ownSans) });
  const entrySans = (
    host.service ? [] : (host.resource.spec?.get("subjectAltNames")?.strings() ?? [])
  ).map(({ value }) => value);
  const trusting = written?.get("insecureSkipVerify")?.boolean()?.value === true;
  return compact({
    mode,
    sni,
    sans: trusting ? undefined : filled(ownSans.length > 0 ? ownSans : entrySans),
    auto_sni: sni === undefined ? true : undefined,
    auto_san: sni === undefined && ownSans.length === 0 && !trusting ? true : undefined,
    alpn: isExplicit ? ["h2"] : undefined,
    verify: trusting ? false : undefined,
  });
}
