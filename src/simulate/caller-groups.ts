import { groupBy } from "../collections/group-by.ts";
import { onceFor } from "../collections/lazy.ts";
import { authorizationMatches } from "../mesh/ask/authorization-match.ts";
import { hostCovers, qualifyHost } from "../mesh/objects/hosts.ts";
import { injectionIn } from "../mesh/objects/injection.ts";
import type { AuthorizationPolicy } from "../mesh/objects/policies.ts";
import { gatewayProxies } from "../mesh/proxy/gateway-servers.ts";
import type { Pod } from "../mesh/resolve/pod.ts";
import { namespaceOf } from "../mesh/world/age.ts";
import type { Field } from "../yaml/field.ts";
import { namedAccounts } from "./call-classes.ts";
import { accountOf, principalOf } from "./inbound.ts";
import type { CallSources } from "./request-classes.ts";
import { isAmbient } from "./ztunnel.ts";

/** What the mesh may know a caller by. */
interface CallerFacts {
  readonly namespace: string;
  readonly account: string;
  /** Of those that some selector looks at. */
  readonly labels: string;
  readonly proxy: "sidecar" | "ztunnel" | "none";
  /** The caller itself where it is like no other. */
  readonly own: string;
}

/** Says of a caller what a mesh treats its calls to a host by: callers of whom it says the same are treated alike. */
export type CallerSign = (host: string) => (caller: string) => string;

export function callerSigns(sources: CallSources): CallerSign {
  const { cluster } = sources;
  const factsOf = factReader(sources);
  const patternsOf = patternReader(sources);
  return onceFor((host: string) => {
    const patterns = patternsOf(host);
    return (caller) => {
      const facts = factsOf(caller);
      if (facts === undefined) return caller;
      const { namespace, account } = facts;
      const principal = principalOf(namespace, account, cluster);
      const met = patterns.map((pattern) =>
        [principal, namespace, account, `${namespace}/${account}`]
          .map((it) => Number(authorizationMatches(pattern, it)))
          .join(""),
      );
      return JSON.stringify([facts.own, namespace, facts.labels, facts.proxy, met.join()]);
    };
  });
}

/** Every caller that a mesh knows, by what it is called. */
export function callersIn({ cluster, catalogue }: CallSources): readonly string[] {
  const { pods, hosts, namespaces } = cluster;
  const workloads = pods.map(({ namespace, workload }) => `${namespace}/${workload.resource.name}`);
  const used = new Set([...pods, ...hosts].map(({ namespace }) => namespace));
  return [
    ...new Set([
      ...[...namespaces].filter((it) => used.has(it)),
      ...workloads,
      ...namedAccounts(cluster, catalogue).map((account) => `serviceaccount:${account}`),
    ]),
  ].toSorted();
}

function factReader(sources: CallSources): (caller: string) => CallerFacts | undefined {
  const { cluster, catalogue } = sources;
  const keys = selectedKeys(sources);
  const atGateways = new Set(
    gatewayProxies(catalogue.gateways(), cluster).flatMap(({ pod }) => pod ?? []),
  );
  const byTitle = groupBy(
    cluster.pods,
    ({ namespace, workload }) => `${namespace}/${workload.resource.name}`,
  );
  return onceFor((caller: string) => {
    const account = /^serviceaccount:([^/]+)\/(.+)$/.exec(caller);
    if (account !== null) return plainFacts(account[1] ?? "", account[2] ?? "", cluster);
    if (!caller.includes("/")) return plainFacts(caller, "default", cluster);
    const [pod, ...others] = byTitle.get(caller) ?? [];
    if (pod === undefined || others.length > 0) return undefined;
    const seen = keys.map((key) => [key, pod.labels.get(key) ?? null]);
    return {
      namespace: pod.namespace,
      account: accountOf(pod),
      labels: JSON.stringify([seen.filter(([, value]) => value !== null), excluded(pod)]),
      proxy: pod.hasSidecar ? "sidecar" : isAmbient(pod) ? "ztunnel" : "none",
      own: atGateways.has(pod) ? caller : "",
    };
  });
}

function excluded({ workload }: Pod): string {
  return workload.annotations.get("traffic.sidecar.istio.io/excludeOutboundPorts")?.value ?? "";
}

function plainFacts(
  namespace: string,
  account: string,
  cluster: CallSources["cluster"],
): CallerFacts {
  const without = injectionIn(cluster.namespaceNamed(namespace)) === "ambient" ? "ztunnel" : "none";
  const proxy = cluster.injects(namespace) ? "sidecar" : without;
  return { namespace, account, labels: JSON.stringify([[], ""]), proxy, own: "" };
}

/** Labels of callers that Sidecars, DestinationRules or matches of routes look at. */
function selectedKeys({ cluster, catalogue }: CallSources): readonly string[] {
  const sidecars = cluster.pods.flatMap((pod) => cluster.scopeOf(pod).sidecar ?? []);
  const specs = [
    ...sidecars.map(({ spec }) => spec?.at("workloadSelector", "labels")),
    ...catalogue
      .destinationRules()
      .map(({ resource }) => resource.spec?.at("workloadSelector", "matchLabels")),
    ...catalogue.virtualServices().flatMap(({ resource: { spec } }) => sourceLabels(spec)),
  ];
  const keys = specs.flatMap((it) => Array.from(it?.stringMap().keys() ?? []));
  return [...new Set(keys)].toSorted();
}

function sourceLabels(spec: Field | undefined): readonly (Field | undefined)[] {
  return ["http", "tls", "tcp"]
    .flatMap((key) => spec?.get(key)?.items() ?? [])
    .flatMap((route) => route.get("match")?.items() ?? [])
    .map((match) => match.get("sourceLabels"));
}

/** What policies on the way to a host may know callers by: those of its pods, and of the pods that its routes lead to. */
function patternReader(sources: CallSources): (host: string) => readonly string[] {
  const { cluster, catalogue } = sources;
  const { clusterDomain } = cluster;
  const atGateways = new Set(
    gatewayProxies(catalogue.gateways(), cluster).flatMap(({ pod }) => pod ?? []),
  );
  const targetsOf = (host: string): readonly string[] => [
    host,
    ...catalogue
      .virtualServices()
      .filter(({ hosts, resource }) =>
        hosts.some(({ value }) => {
          const name = qualifyHost(value, namespaceOf(resource), clusterDomain);
          return hostCovers(name, host) || hostCovers(value, host);
        }),
      )
      .flatMap((service) => cluster.routesOf(service).flatMap((it) => it.destinations))
      .map((it) => it.host),
    ...cluster
      .hostsNamed(host)
      .flatMap((it) => [...cluster.namespaces].flatMap((from) => cluster.apiRoutesOf(it, from)))
      .flatMap(({ backends }) => backends.flatMap((it) => it.host ?? [])),
  ];
  return onceFor((host: string) => {
    const pods = [...new Set(targetsOf(host))]
      .flatMap((name) => cluster.hostsNamed(name))
      .flatMap((it) => cluster.podsOf(it));
    const policies = pods.some((pod) => atGateways.has(pod))
      ? catalogue.authorizationPolicies()
      : pods.flatMap(({ workload }) => cluster.authorizationOf(workload));
    return [...new Set([...new Set(policies)].flatMap(sourcePatterns))].toSorted();
  });
}

function sourcePatterns({ rules }: AuthorizationPolicy): readonly string[] {
  const keys = ["principals", "namespaces", "serviceAccounts"];
  const all = keys.flatMap((key) => [key, `not${key.charAt(0).toUpperCase()}${key.slice(1)}`]);
  const sources = rules
    .flatMap((rule) => rule.get("from")?.items() ?? [])
    .flatMap((it) => it.get("source") ?? []);
  const conditions = rules
    .flatMap((rule) => rule.get("when")?.items() ?? [])
    .filter((it) => it.get("key")?.text?.startsWith("source."));
  const fields = [
    ...sources.flatMap((it) => all.map((key) => it.get(key))),
    ...conditions.flatMap((it) => ["values", "notValues"].map((key) => it.get(key))),
  ];
  return fields.flatMap((field) => (field?.strings() ?? []).map(({ value }) => value));
}
