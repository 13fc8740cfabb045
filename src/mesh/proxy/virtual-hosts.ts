import { hostCovers, hostsOverlap, qualifyHost, serviceNameOf } from "../objects/hosts.ts";
import { isHttp } from "../objects/protocol.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import { compareText, namespaceOf } from "../world/age.ts";
import type { ApiRoute } from "./api-routes.ts";
import type { Cluster } from "./cluster.ts";
import { hostIndex, mostSpecific } from "../../collections/most-specific.ts";
import type { RegisteredHost } from "./registered-host.ts";
import { routesInForce, type RouteInForce } from "./routes-in-force.ts";
import type { Client, EgressListener } from "./sidecar-scope.ts";

/** The routes of one host on one port of a sidecar. */
export interface VirtualHost {
  readonly host: string;
  /** The host itself and its short forms, as far as no other host has them. */
  readonly domains: readonly string[];
  /** `undefined`: straight to the host. */
  readonly routes: readonly RouteInForce[] | undefined;
  /** Routes of the Gateway API, where these decide. */
  readonly apiRoutes: readonly ApiRoute[];
  readonly registered: RegisteredHost | undefined;
}

interface Wrapper {
  readonly services: readonly RegisteredHost[];
  readonly names: readonly string[];
  readonly routes: readonly RouteInForce[] | undefined;
  readonly apiRoutes: readonly ApiRoute[];
}

/**
 * The virtual hosts of a port: first those of VirtualServices, of which the first of a host wins, then hosts that have
 * none.
 * Source: istio `pilot/pkg/networking/core/httproute.go` BuildSidecarOutboundVirtualHosts,
 * `pilot/pkg/networking/core/route/route.go` BuildSidecarVirtualHostWrapper (1.31).
 */
export function virtualHosts(
  cluster: Cluster,
  client: Client,
  listener: EgressListener,
  port: number,
): readonly VirtualHost[] {
  const registry = new Map(
    listener.hosts
      .filter(({ ports }) => ports.some(({ number }) => number === port))
      .map((host) => [host.host.toLowerCase(), host]),
  );
  const wildcards = [...registry.keys()].filter((host) => host.startsWith("*"));
  const wrappers = wrappersOf({ cluster, client, listener, port, registry, wildcards });
  const names = new Set<string>();
  const domains = new Set<string>();
  const known = new Set(wrappers.flatMap(({ services }) => services.map(({ host }) => host)));
  const found: VirtualHost[] = [];
  const take = (host: string, wrapper: Wrapper, registered: RegisteredHost | undefined): void => {
    if (names.has(host)) return;
    names.add(host);
    const full = registered ? [host, ...cluster.aliasesOf(host)] : [host];
    const short = registered
      ? full.flatMap((name) => shortForms(name, client.namespace, cluster.clusterDomain))
      : [];
    const named = [...full, ...short];
    const own = named.filter(
      (it) => !domains.has(it.toLowerCase()) && !(short.includes(it) && known.has(it)),
    );
    for (const domain of own) domains.add(domain.toLowerCase());
    const all = registered ? [...own, ...extraDomains(registered, named, domains)] : own;
    if (all.length > 0) found.push({ ...routesIn(wrapper), host, domains: all, registered });
  };
  for (const wrapper of wrappers) {
    for (const name of wrapper.names) take(name.toLowerCase(), wrapper, undefined);
    for (const host of wrapper.services) take(host.host.toLowerCase(), wrapper, host);
  }
  return found.toSorted((left, right) => compareText(left.host, right.host));
}

function routesIn({ routes, apiRoutes }: Wrapper): Pick<VirtualHost, "routes" | "apiRoutes"> {
  return { routes, apiRoutes };
}

/** Pods of headless Services have names below it; addresses of ServiceEntries are domains too. */
function extraDomains(
  { service, resolution, addresses }: RegisteredHost,
  domains: readonly string[],
  taken: ReadonlySet<string>,
): readonly string[] {
  const below =
    service && resolution === "passthrough" ? domains.map((domain) => `*.${domain}`) : [];
  return [...below, ...addresses].filter((it) => !taken.has(it));
}

interface WrapperQuestion {
  readonly cluster: Cluster;
  readonly client: Client;
  readonly listener: EgressListener;
  readonly port: number;
  readonly registry: ReadonlyMap<string, RegisteredHost>;
  /** Hosts of the registry that are patterns. */
  readonly wildcards: readonly string[];
}

function wrappersOf(question: WrapperQuestion): readonly Wrapper[] {
  const { cluster, client, listener, port, registry } = question;
  const owners = wildcardOwners(question);
  const wrappers: Wrapper[] = [];
  for (const service of listener.virtualServices) {
    if (port !== 80 && !concerns(service, question)) continue;
    const routes = routesInForce(cluster.routesOf(service), {
      ...client,
      gateways: ["mesh"],
      port,
    });
    if (routes.length === 0) continue;
    const { names, services } = splitHosts(service, question, owners);
    const serving = services.filter((host) => hasHttpPort(host, port));
    if (serving.length === 0 && port !== 80) continue;
    wrappers.push({ services: serving, names, routes, apiRoutes: [] });
  }
  const [own, others] = apiWrappers(question);
  const all = [...own, ...wrappers, ...others];
  const taken = new Set(all.flatMap(({ services }) => services));
  const rest = [...registry.values()].filter(
    (host) => !taken.has(host) && host.resolution !== "alias" && hasHttpPort(host, port),
  );
  return [
    ...all,
    ...rest.map((host) => ({ services: [host], names: [], routes: undefined, apiRoutes: [] })),
  ];
}

/** Those of the client's namespace, which come before VirtualServices, and those of the hosts'. */
function apiWrappers({
  cluster,
  client,
  port,
  registry,
}: WrapperQuestion): readonly [readonly Wrapper[], readonly Wrapper[]] {
  const found = [...registry.values()]
    .filter((host) => hasHttpPort(host, port))
    .map((host) => ({
      services: [host],
      names: [],
      routes: undefined,
      apiRoutes: cluster.apiRoutesOf(host, client.namespace),
    }))
    .filter(({ apiRoutes }) => apiRoutes.length > 0);
  const isOwn = ({ apiRoutes }: Wrapper): boolean =>
    apiRoutes.some(({ api }) => namespaceOf(api.resource) === client.namespace);
  return [found.filter(isOwn), found.filter((wrapper) => !isOwn(wrapper))];
}

function hasHttpPort({ ports }: RegisteredHost, port: number): boolean {
  return ports.some(
    ({ number, protocol }) => number === port && (isHttp(protocol) || protocol === "auto"),
  );
}

function namesOf(
  { hosts, resource }: VirtualService,
  { cluster }: WrapperQuestion,
): readonly string[] {
  return hosts.map(({ value }) =>
    qualifyHost(value, namespaceOf(resource), cluster.clusterDomain).toLowerCase(),
  );
}

function concerns(service: VirtualService, question: WrapperQuestion): boolean {
  const { registry } = question;
  return namesOf(service, question).some((name) => {
    if (registry.has(name)) return true;
    const others = name.startsWith("*") ? [...registry.keys()] : question.wildcards;
    return others.some((host) => hostsOverlap(name, host));
  });
}

/** For each host, the VirtualService with the most specific host that covers it. */
function wildcardOwners(question: WrapperQuestion): (host: string) => VirtualService | undefined {
  const index = hostIndex(
    question.listener.virtualServices.flatMap((service) =>
      namesOf(service, question).map((name) => [name, service] as const),
    ),
  );
  return (host) => mostSpecific(index, host);
}

/** Hosts of a VirtualService that the registry holds, and names that it does not. */
function splitHosts(
  service: VirtualService,
  question: WrapperQuestion,
  ownerOf: (host: string) => VirtualService | undefined,
): { readonly names: readonly string[]; readonly services: readonly RegisteredHost[] } {
  const { registry } = question;
  const names: string[] = [];
  const services: RegisteredHost[] = [];
  for (const name of namesOf(service, question)) {
    const exact = registry.get(name);
    if (!name.startsWith("*")) {
      if (exact) services.push(exact);
      else names.push(name);
      continue;
    }
    const covered = [...registry].filter(([host]) => hostCovers(name, host));
    if (covered.length === 0) names.push(name);
    for (const each of covered.flatMap(([host, it]) => (ownerOf(host) === service ? [it] : [])))
      services.push(each);
  }
  return { names, services };
}

/** Names under which a client's pods may call a Service besides the full one. */
export function shortForms(
  host: string,
  namespace: string,
  clusterDomain: string,
): readonly string[] {
  const service = serviceNameOf(host, clusterDomain);
  if (service === undefined) return [];
  const long = [`${service.name}.${service.namespace}`, `${service.name}.${service.namespace}.svc`];
  return service.namespace === namespace ? [service.name, ...long] : long;
}
