import { clientTls, type ClientTls } from "../../../src/mesh/cluster/client-tls.ts";
import { policyInForce } from "../../../src/mesh/policy-in-force.ts";
import type { Cluster } from "../../../src/mesh/cluster/cluster.ts";
import type { Endpoint } from "../../../src/mesh/cluster/endpoints.ts";
import type { MergedRule } from "../../../src/mesh/merged-rule.ts";
import type { RegisteredHost, RegisteredPort } from "../../../src/mesh/cluster/registered-host.ts";
import type { Client } from "../../../src/mesh/cluster/sidecar-scope.ts";
import { isHttp, isHttp2 } from "../../../src/mesh/protocol.ts";
import type { EffectivePolicy, Subset } from "../../../src/mesh/traffic-policy.ts";
import type { Field } from "../../../src/yaml/field.ts";
import { compact, filled, type Fact } from "./compact.ts";
import { poolFacts } from "./connection-pool.ts";
import { balancerFacts, outlierFact } from "./load-balancing.ts";

/** One cluster of a client: what it is for, and its facts. */
export interface ClusterFact {
  readonly host: string;
  readonly port: number;
  readonly subset: string | undefined;
  readonly fact: Fact;
}

interface Question {
  readonly cluster: Cluster;
  readonly host: RegisteredHost;
  readonly port: RegisteredPort;
  readonly rule: MergedRule | undefined;
  readonly subset: Subset | undefined;
  readonly isSidecar: boolean;
}

/** Section `outbound` of a client: a cluster for each port and subset of its hosts. */
export function clusterFacts(
  cluster: Cluster,
  client: Client,
  hosts: readonly RegisteredHost[],
  isSidecar: boolean,
): readonly ClusterFact[] {
  return hosts
    .filter(({ resolution }) => resolution !== "alias")
    .flatMap((host) => {
      const rule = cluster.findRule(host, client);
      const ports = host.ports.filter(({ protocol }) => protocol !== "UDP");
      return ports.flatMap((port) =>
        [undefined, ...(rule?.rule.subsets ?? [])].flatMap((subset) => {
          const fact = clusterFact({ cluster, host, port, rule, subset, isSidecar });
          const name = subset?.name?.value;
          return fact ? [{ host: host.host, port: port.number, subset: name, fact }] : [];
        }),
      );
    });
}

function clusterFact(question: Question): Fact | undefined {
  const { cluster, host, port, rule, subset, isSidecar } = question;
  const policy = policyInForce(
    rule?.rule,
    { subset: subset?.name?.value, port: port.number },
    cluster.config,
  );
  const type = discoveryType(question, policy);
  const isOriginal = type === "ORIGINAL_DST";
  const isForwarded = type === "dynamic_forward_proxy";
  const endpoints = cluster
    .endpointsOf(host, port)
    .filter((endpoint) => isInSubset(endpoint, subset));
  if (type.endsWith("DNS") && endpoints.length === 0) return undefined;
  const tls = clientTls(
    { host, port, rule, tls: policy.tls, passthrough: isOriginal, isSidecar },
    cluster,
  );
  const h2 = http2Fact(question, policy.connectionPool?.get("http"));
  return compact({
    host: host.host,
    port: port.number,
    subset: subset?.name?.value,
    type: type === "EDS" ? undefined : type,
    h2: h2.shown,
    dr: rule && `${rule.namespace}/${rule.rule.resource.name}`,
    tls: tlsFact(question, tls, h2.shown === "explicit"),
    outlier: outlierFact(policy.outlierDetection),
    ...poolFacts(policy.connectionPool, cluster.config.written, h2.pooled),
    ...(isOriginal || isForwarded ? {} : balancerFacts(policy.loadBalancer)),
    ...(isOriginal || isForwarded
      ? {}
      : endpointFacts(endpoints, question, type === "EDS" && tls.mode === "auto")),
    locality: localityFact(policy, cluster.config.written),
    ...(isForwarded ? { lb: "CLUSTER_PROVIDED", panic_pct: "unset" } : panicFact(policy)),
  });
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
function http2Fact(
  { port, cluster, isSidecar }: Question,
  http: Field | undefined,
): { readonly shown: string | undefined; readonly pooled: boolean } {
  const useClient = http?.get("useClientProtocol")?.boolean()?.value === true;
  const policy = http?.get("h2UpgradePolicy")?.text;
  const byMesh =
    cluster.config.written?.get("h2UpgradePolicy")?.text === "UPGRADE" &&
    isHttp(port.protocol) &&
    policy !== "DO_NOT_UPGRADE";
  const upgraded = !useClient && (policy === "UPGRADE" || byMesh);
  const pooled = isHttp2(port.protocol) || upgraded;
  const isAuto = useClient || (port.protocol === "auto" && isSidecar);
  return { shown: isAuto ? "auto" : pooled ? "explicit" : undefined, pooled: pooled && !isAuto };
}

function endpointFacts(
  endpoints: readonly Endpoint[],
  { port, cluster }: Question,
  isMatched: boolean,
): { readonly [key: string]: Fact | undefined } {
  const ports = [...new Set(endpoints.map((it) => it.port))].toSorted((a, b) => a - b);
  const plaintext = endpoints.filter((it) => !answersMutualTls(it, cluster)).length;
  return {
    endpoints: endpoints.length,
    endpoint_ports: ports.length === 1 && ports[0] === port.number ? undefined : filled(ports),
    endpoints_plaintext: isMatched && plaintext > 0 ? plaintext : undefined,
  };
}

/** Source: istio `pilot/pkg/xds/endpoints/mtls_checker.go` (1.31). */
function answersMutualTls({ pod, port, isMarked }: Endpoint, { mutualTls }: Cluster): boolean {
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
