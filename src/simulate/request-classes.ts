import { namespaceOf } from "../mesh/world/age.ts";
import type { Catalogue } from "../mesh/resolve/catalogue.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import type { RegisteredHost } from "../mesh/proxy/registered-host.ts";
import { qualifyHost } from "../mesh/objects/hosts.ts";
import { onceFor } from "../collections/lazy.ts";
import type { AuthorizationPolicy } from "../mesh/objects/policies.ts";
import type { RpcCatalogue } from "../rpc/rpc.ts";
import {
  anyMethod,
  apiClass,
  matchClass,
  noHeaders,
  patternClass,
  uniqueRequests,
  type RequestClass,
} from "./request-samples.ts";

/** What calls are derived from. */
export interface CallSources {
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  /** The RPCs that the inputs define. */
  readonly rpcs?: RpcCatalogue | undefined;
  /** `HOST:PORT` of the Services that serve a gRPC service, according to the configuration. */
  readonly rpcServices?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** Gives the classes of requests to a host, by its VirtualServices, routes of the Gateway API and policies. */
export function requestClasses(
  sources: CallSources,
): (host: RegisteredHost) => readonly RequestClass[] {
  const { cluster } = sources;
  const routed = routedClasses(sources);
  const served = servedByConfig(sources);
  return onceFor((host: RegisteredHost) => {
    const guarding = new Set(
      cluster.podsOf(host).flatMap(({ workload }) => cluster.authorizationOf(workload)),
    );
    const found = uniqueRequests([
      ...(routed.get(host.host) ?? []),
      ...served(host),
      ...[...guarding].flatMap(policyClasses),
      { path: anyMethod, headers: noHeaders },
    ]);
    return uniqueRequests(found.flatMap((it) => withMethods(it, sources.rpcs)));
  });
}

function routedClasses({
  cluster,
  catalogue,
}: CallSources): ReadonlyMap<string, readonly RequestClass[]> {
  const { clusterDomain } = cluster;
  const byHost = new Map<string, RequestClass[]>();
  const put = (host: string, found: readonly RequestClass[]): void => {
    byHost.set(host, [...(byHost.get(host) ?? []), ...found]);
  };
  for (const { hosts, http, resource } of catalogue.virtualServices()) {
    const classes = http.flatMap((route) => (route.get("match")?.items() ?? []).map(matchClass));
    for (const { value } of hosts) {
      put(qualifyHost(value, namespaceOf(resource), clusterDomain), classes);
    }
  }
  for (const { parents, rules, api, resource } of catalogue.gatewayApiRoutes()) {
    const matches = rules.flatMap((rule) => rule.get("matches")?.items() ?? []);
    const classes = matches.map((it) => apiClass(it, api));
    for (const parent of parents) {
      const namespace = parent.get("namespace")?.text ?? namespaceOf(resource);
      put(qualifyHost(parent.get("name")?.text ?? "", namespace, clusterDomain), classes);
    }
  }
  return byHost;
}

/** Paths of a policy, and metadata that its conditions look at. */
export function policyClasses({ operations, rules }: AuthorizationPolicy): readonly RequestClass[] {
  const plain = operations.flatMap((it) => it.paths).map(({ value }) => patternClass(value));
  const conditions = rules.flatMap((rule) => rule.get("when")?.items() ?? []);
  const headers = conditions.flatMap((condition) => {
    const name = /^request\.headers\[([^\]]+)\]$/.exec(condition.get("key")?.text ?? "")?.[1];
    const values = ["values", "notValues"].flatMap((key) => condition.get(key)?.strings() ?? []);
    return name === undefined
      ? []
      : values.map(({ value }) => [name.toLowerCase(), value.replaceAll("*", "x")] as const);
  });
  const asked = [...plain, { path: anyMethod, headers: noHeaders }];
  return [...plain, ...headers.flatMap((header) => asked.map((it) => withHeader(it, header)))];
}

function withHeader(
  { path, prefix }: RequestClass,
  header: readonly [string, string],
): RequestClass {
  return { path, headers: new Map([header]), ...(prefix === undefined ? {} : { prefix }) };
}

/** A method for each that its service has, where the inputs define the service. */
export function withMethods(
  request: RequestClass,
  rpcs: RpcCatalogue | undefined,
): readonly RequestClass[] {
  const [, name = ""] = request.path.split("/");
  const service = rpcs?.services.get(name);
  const others = rpcs === undefined ? [] : startingWith(request.prefix, name, rpcs);
  const also = others.map((path) => ({ path, headers: request.headers }));
  if (service === undefined) return [...also, request];
  const methods = Array.from(service.methods.keys(), (method) => `/${name}/${method}`);
  // A path that no method has stands for what the definitions do not hold.
  const paths = service.isOpen || methods.length === 0 ? [request.path, ...methods] : methods;
  return [...paths.map((path) => ({ path, headers: request.headers })), ...also];
}

/** The RPCs of other services that a prefix covers, which ends within the name of one. */
function startingWith(
  prefix: string | undefined,
  name: string,
  { services }: RpcCatalogue,
): readonly string[] {
  if (prefix === undefined || prefix.includes("/", 1)) return [];
  const covered = [...services].filter(([it]) => it !== name && `/${it}/`.startsWith(prefix));
  return covered.flatMap(([it, { methods }]) =>
    Array.from(methods.keys(), (own) => `/${it}/${own}`),
  );
}

/** The services that a host serves according to the configuration. */
function servedByConfig({
  cluster,
  rpcServices,
}: CallSources): (host: RegisteredHost) => readonly RequestClass[] {
  const byHost = new Map<string, RequestClass[]>();
  for (const [service, addresses] of rpcServices ?? []) {
    for (const address of addresses) {
      const host = address.replace(/:\d+$/, "");
      const known = byHost.get(host) ?? [];
      known.push({ path: `/${service}/Any`, headers: noHeaders });
      byHost.set(host, known);
    }
  }
  return ({ host, resource, namespace }) => {
    const names = [
      host,
      host.replace(`.${cluster.clusterDomain}`, ""),
      `${resource.name}.${namespace}`,
    ];
    return [...names, resource.name].flatMap((name) => byHost.get(name) ?? []);
  };
}
