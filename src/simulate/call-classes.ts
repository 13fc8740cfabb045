import { namespaceOf } from "../mesh/world/age.ts";
import type { Catalogue } from "../mesh/resolve/catalogue.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import { serverHost } from "../mesh/objects/gateway.ts";
import { hostCovers, qualifyHost } from "../mesh/objects/hosts.ts";
import type { VirtualService } from "../mesh/objects/virtual-service.ts";
import { onceFor } from "../collections/lazy.ts";
import type { CallText } from "./call-text.ts";
import { accountOf } from "./inbound.ts";
import { policyClasses, withMethods, type CallSources } from "./request-classes.ts";
import {
  anyMethod,
  apiClass,
  matchClass,
  noHeaders,
  uniqueRequests,
  type RequestClass,
} from "./request-samples.ts";

/** `namespace/name` of service accounts that policies name and no workload of the inputs has. */
export function namedAccounts(cluster: Cluster, catalogue: Catalogue): readonly string[] {
  const known = new Set(cluster.pods.map((pod) => `${pod.namespace}/${accountOf(pod)}`));
  const named = catalogue.authorizationPolicies().flatMap(({ rules, resource }) => {
    const sources = rules
      .flatMap((rule) => rule.get("from")?.items() ?? [])
      .flatMap((it) => it.get("source") ?? []);
    const texts = (key: string): readonly string[] =>
      sources.flatMap((it) => it.get(key)?.strings() ?? []).map(({ value }) => value);
    const principals = [...texts("principals"), ...texts("notPrincipals")].flatMap((value) => {
      const [, namespace, name] = /\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(`/${value}`) ?? [];
      return namespace === undefined ? [] : [`${namespace}/${name}`];
    });
    const accounts = texts("serviceAccounts").map((value) =>
      value.includes("/") ? value : `${namespaceOf(resource)}/${value}`,
    );
    return principals.concat(accounts);
  });
  return [...new Set(named)].filter((it) => !known.has(it)).toSorted();
}

/** Calls from outside to each host of each gateway, by what is matched there. */
export function outsideCalls(sources: CallSources): readonly CallText[] {
  return [...istioGatewayCalls(sources), ...gatewayApiCalls(sources)];
}

/** What policies of gateways and of their backends distinguish. */
function guardReader({
  cluster,
  catalogue,
}: CallSources): (hosts: readonly string[]) => readonly RequestClass[] {
  const atGateways = catalogue.gateways().flatMap((gateway) => cluster.podsOfGateway(gateway));
  const own = atGateways.flatMap(({ workload }) => cluster.authorizationOf(workload));
  const { rootNamespace } = cluster.config;
  const root = catalogue
    .authorizationPolicies()
    .filter(({ resource }) => namespaceOf(resource) === rootNamespace);
  const classesOf = onceFor((name: string) =>
    cluster
      .hostsNamed(name)
      .flatMap((host) => cluster.podsOf(host))
      .flatMap(({ workload }) => cluster.authorizationOf(workload))
      .flatMap(policyClasses),
  );
  const common = [...new Set([...own, ...root])].flatMap(policyClasses);
  return (hosts) => [...common, ...[...new Set(hosts)].flatMap(classesOf)];
}

/** The full names of hosts that a VirtualService's routes send to. */
function destinationsOf(
  { http, resource }: VirtualService,
  clusterDomain: string,
): readonly string[] {
  return http
    .flatMap((route) => route.get("route")?.items() ?? [])
    .flatMap((entry) => entry.at("destination", "host")?.text ?? [])
    .map((host) => qualifyHost(host, namespaceOf(resource), clusterDomain));
}

function istioGatewayCalls(sources: CallSources): readonly CallText[] {
  const { cluster, catalogue, rpcs } = sources;
  const guarding = guardReader(sources);
  const services = catalogue.virtualServices().filter(({ gateways }) => gateways.length > 0);
  const classesOf = onceFor((name: string) => {
    const bound = services.filter((it) => it.hosts.some(({ value }) => hostCovers(value, name)));
    const sentTo = bound.flatMap((it) => destinationsOf(it, cluster.clusterDomain));
    const matched = bound.flatMap(({ http }) =>
      http.flatMap((route) => route.get("match")?.items() ?? []),
    );
    const found = [
      ...matched.map(matchClass),
      ...guarding(sentTo),
      { path: anyMethod, headers: noHeaders },
    ];
    return uniqueRequests(found.flatMap((it) => withMethods(it, rpcs)));
  });
  const hosts = new Set(services.flatMap((it) => it.hosts.map(({ value }) => value)));
  return catalogue.gateways().flatMap(({ resource, servers }) =>
    servers.flatMap((server) => {
      const from = `gateway:${namespaceOf(resource)}/${resource.name}`;
      const port = server.portNumber?.value ?? 80;
      const names = server.hosts.flatMap(({ value }) => namesOf(serverHost(value), hosts));
      return [...new Set(names)].flatMap((name) =>
        classesOf(name).map(({ path, headers }) => ({
          from,
          to: `${name}:${port}`,
          method: path,
          authority: undefined,
          sni: server.tls === undefined ? undefined : name,
          headers,
        })),
      );
    }),
  );
}

/** The same for the listeners of Gateways of the Gateway API. */
function gatewayApiCalls(sources: CallSources): readonly CallText[] {
  const { cluster, catalogue, rpcs } = sources;
  const guarding = guardReader(sources);
  const managed = cluster.hosts.filter((host) => host.managed);
  const all = catalogue.gatewayApiRoutes();
  const routed = new Set(all.flatMap(({ hostnames }) => hostnames.map(({ value }) => value)));
  return managed.flatMap(({ resource: gateway }) =>
    (gateway.spec?.get("listeners")?.items() ?? []).flatMap((listener) => {
      const from = `gateway:${namespaceOf(gateway)}/${gateway.name}`;
      const port = listener.get("port")?.number()?.value ?? 80;
      const isTls = listener.get("protocol")?.text === "HTTPS";
      const byHost = cluster.apiRoutesOn(gateway, listener);
      return [...byHost].flatMap(([host, routes]) => {
        const classes = uniqueRequests(
          [
            ...routes.flatMap(({ match, api }) => (match ? [apiClass(match.field, api.api)] : [])),
            ...guarding(routes.flatMap(({ backends }) => backends.flatMap((it) => it.host ?? []))),
            { path: anyMethod, headers: noHeaders },
          ].flatMap((it) => withMethods(it, rpcs)),
        );
        return namesOf(host, routed).flatMap((name) =>
          classes.map(({ path, headers }) => ({
            from,
            to: `${name}:${port}`,
            method: path,
            authority: undefined,
            sni: isTls ? name : undefined,
            headers,
          })),
        );
      });
    }),
  );
}

/** A wildcard represents the route hosts that it covers, and one more. */
function namesOf(host: string, routed: ReadonlySet<string>): readonly string[] {
  if (!host.startsWith("*")) return [host];
  const suffix = host.slice(1);
  const covered = [...routed].filter((it) => it.endsWith(suffix) && !it.startsWith("*"));
  return [...covered, suffix === "" ? "any.example.com" : `any${suffix}`];
}
