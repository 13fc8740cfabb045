import { namespaceOf } from "../mesh/world/age.ts";
import type { Catalogue } from "../mesh/resolve/catalogue.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import { serverHost } from "../mesh/objects/gateway.ts";
import { hostCovers } from "../mesh/objects/hosts.ts";
import { onceFor } from "../collections/lazy.ts";
import type { CallText } from "./call-text.ts";
import { accountOf } from "./inbound.ts";
import { policyClasses, requestClasses, withMethods, type CallSources } from "./request-classes.ts";
import {
  anyMethod,
  apiClass,
  matchClass,
  noHeaders,
  uniqueRequests,
  type RequestClass,
} from "./request-samples.ts";

/**
 * One call for each class that the manifests distinguish: callers (each workload, a plain pod of each namespace, accounts
 * that policies name, clients of each gateway), hosts with their ports, and for each host what its routes and policies match.
 */
export function callClasses(sources: CallSources): readonly CallText[] {
  const { cluster } = sources;
  const classesOf = requestClasses(sources);
  const callers = callersIn(sources);
  const inside = cluster.hosts.flatMap((host) => {
    const requests = classesOf(host);
    const ports = host.ports.filter(({ protocol }) => protocol !== "UDP");
    return ports.flatMap(({ number }) =>
      callers.flatMap((from) => requests.map((it) => textOf(from, `${host.host}:${number}`, it))),
    );
  });
  return [...inside, ...outsideCalls(sources)];
}

function textOf(from: string, to: string, { path, headers }: RequestClass): CallText {
  return { from, to, method: path, authority: undefined, sni: undefined, headers };
}

function callersIn({ cluster, catalogue }: CallSources): readonly string[] {
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

function istioGatewayCalls({ catalogue, rpcs }: CallSources): readonly CallText[] {
  const services = catalogue.virtualServices().filter(({ gateways }) => gateways.length > 0);
  const guarded = catalogue.authorizationPolicies().flatMap(policyClasses);
  const classesOf = onceFor((name: string) => {
    const matched = services
      .filter((it) => it.hosts.some(({ value }) => hostCovers(value, name)))
      .flatMap(({ http }) => http.flatMap((route) => route.get("match")?.items() ?? []));
    const found = [...matched.map(matchClass), ...guarded, { path: anyMethod, headers: noHeaders }];
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
function gatewayApiCalls({ cluster, catalogue, rpcs }: CallSources): readonly CallText[] {
  const managed = cluster.hosts.filter((host) => host.managed);
  const guarded = catalogue.authorizationPolicies().flatMap(policyClasses);
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
            ...guarded,
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

/** A wildcard stands for the hosts of routes that it covers, and one more. */
function namesOf(host: string, routed: ReadonlySet<string>): readonly string[] {
  if (!host.startsWith("*")) return [host];
  const suffix = host.slice(1);
  const covered = [...routed].filter((it) => it.endsWith(suffix) && !it.startsWith("*"));
  return [...covered, suffix === "" ? "any.example.com" : `any${suffix}`];
}
