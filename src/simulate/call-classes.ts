import type { Catalogue } from "../mesh/resolve/catalogue.ts";
import { namespaceOf } from "../mesh/world/age.ts";
import type { Cluster } from "../mesh/proxy/cluster.ts";
import type { RegisteredHost } from "../mesh/proxy/registered-host.ts";
import { qualifyHost } from "../mesh/objects/hosts.ts";
import { serverHost } from "../mesh/objects/gateway.ts";
import type { Field } from "../yaml/field.ts";
import type { CallText } from "./call-text.ts";

/** What distinguishes calls to one host: a method that stands for all that are matched alike, and metadata. */
interface RequestClass {
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** A method that no match names. */
const anyMethod = "/any.Service/Method";

/**
 * One call for each class that the manifests distinguish: callers (each workload, a plain pod of each namespace, clients
 * of each gateway), hosts with their ports, and for each host what its routes and policies match.
 */
export function callClasses(cluster: Cluster, catalogue: Catalogue): readonly CallText[] {
  const classesOf = classReader(cluster, catalogue);
  const callers = callersIn(cluster);
  const inside = cluster.hosts.flatMap((host) => {
    const requests = classesOf(host);
    const ports = host.ports.filter(({ protocol }) => protocol !== "UDP");
    return ports.flatMap(({ number }) =>
      callers.flatMap((from) => requests.map((it) => textOf(from, `${host.host}:${number}`, it))),
    );
  });
  return [...inside, ...outsideCalls(catalogue)];
}

function textOf(from: string, to: string, { path, headers }: RequestClass): CallText {
  return { from, to, method: path, authority: undefined, sni: undefined, headers };
}

function callersIn({ pods, hosts, namespaces }: Cluster): readonly string[] {
  const workloads = pods.map(({ namespace, workload }) => `${namespace}/${workload.resource.name}`);
  const used = new Set([...pods, ...hosts].map(({ namespace }) => namespace));
  return [...new Set([...[...namespaces].filter((it) => used.has(it)), ...workloads])].toSorted();
}

/** Gives the classes of requests to a host, by its VirtualServices, routes of the Gateway API and policies. */
function classReader(
  cluster: Cluster,
  catalogue: Catalogue,
): (host: RegisteredHost) => readonly RequestClass[] {
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
  const policies = catalogue.authorizationPolicies();
  return (host) => {
    const namespaces = new Set(cluster.podsOf(host).map(({ namespace }) => namespace));
    const paths = policies
      .filter(({ resource }) => namespaces.has(namespaceOf(resource)))
      .flatMap(({ operations }) => operations.flatMap(({ paths: own }) => own))
      .map(({ value }) => ({ path: patternSample(value), headers: noHeaders }));
    return unique([
      ...(byHost.get(host.host) ?? []),
      ...paths,
      { path: anyMethod, headers: noHeaders },
    ]);
  };
}

const noHeaders: ReadonlyMap<string, string> = new Map();

function unique(classes: readonly RequestClass[]): readonly RequestClass[] {
  const keyOf = ({ path, headers }: RequestClass): string => JSON.stringify([path, ...headers]);
  return [...new Map(classes.map((it) => [keyOf(it), it])).values()];
}

function matchClass(match: Field): RequestClass {
  const uri = match.get("uri");
  const headers = (match.get("headers")?.entries() ?? []).flatMap((entry) => {
    const value = sampleOf(entry);
    return value === undefined ? [] : [[String(entry.step).toLowerCase(), value] as const];
  });
  return { path: pathSample(uri), headers: new Map(headers) };
}

function pathSample(uri: Field | undefined): string {
  const exact = uri?.get("exact")?.text;
  if (exact !== undefined) return exact;
  const prefix = uri?.get("prefix")?.text;
  if (prefix !== undefined) return prefixSample(prefix);
  const regex = uri?.get("regex")?.text;
  return regex === undefined ? anyMethod : regexSample(regex);
}

/** `/shop.v1.Orders/` becomes `/shop.v1.Orders/Any`, `/shop.v1.Orders` too. */
function prefixSample(prefix: string): string {
  if (prefix === "/" || prefix === "") return anyMethod;
  if (prefix.endsWith("/")) return `${prefix}Any`;
  return prefix.lastIndexOf("/") === 0 ? `${prefix}/Any` : prefix;
}

/** A text that a simple expression matches; others are rarely met, and compared all the same. */
function regexSample(regex: string): string {
  const [first = ""] = regex.replace(/^\^/, "").replace(/\$$/, "").split("|", 1);
  const plain = first
    .replaceAll("(?:", "")
    .replaceAll(/[()]/g, "")
    .replaceAll(/\[[^[\]]{1,64}\][*+?]?/g, "Any")
    .replaceAll(/\\w[*+]?/g, "Any")
    .replaceAll(/\.[*+]\??/g, "Any")
    .replaceAll("\\", "");
  return plain.startsWith("/") ? plain : `/${plain}`;
}

function patternSample(pattern: string): string {
  if (pattern === "*") return anyMethod;
  if (pattern.endsWith("*")) return prefixSample(pattern.slice(0, -1));
  if (pattern.startsWith("*")) return `/any.Service${pattern.slice(1)}`;
  return pattern.replaceAll(/\{\*+\}/g, "Any");
}

function sampleOf(match: Field): string | undefined {
  const exact = match.get("exact")?.text;
  if (exact !== undefined) return exact;
  const prefix = match.get("prefix")?.text;
  if (prefix !== undefined) return `${prefix}x`;
  const regex = match.get("regex")?.text;
  return regex === undefined ? "x" : regexSample(regex).slice(1);
}

function apiClass(match: Field, api: "HTTPRoute" | "GRPCRoute"): RequestClass {
  const headers = (match.get("headers")?.items() ?? []).map(
    (it) => [(it.get("name")?.text ?? "").toLowerCase(), it.get("value")?.text ?? ""] as const,
  );
  if (api === "GRPCRoute") {
    const method = match.get("method");
    const service = method?.get("service")?.text ?? "any.Service";
    return {
      path: `/${service}/${method?.get("method")?.text ?? "Any"}`,
      headers: new Map(headers),
    };
  }
  const path = match.get("path");
  const value = path?.get("value")?.text ?? "/";
  const isExact = path?.get("type")?.text === "Exact";
  return { path: isExact ? value : prefixSample(value), headers: new Map(headers) };
}

/** Calls from outside to each host of each Gateway's servers, by what its VirtualServices match. */
function outsideCalls(catalogue: Catalogue): readonly CallText[] {
  const services = catalogue.virtualServices().filter(({ gateways }) => gateways.length > 0);
  const classes = unique([
    ...services.flatMap(({ http }) =>
      http.flatMap((route) => (route.get("match")?.items() ?? []).map(matchClass)),
    ),
    { path: anyMethod, headers: noHeaders },
  ]);
  const hosts = new Set(services.flatMap((it) => it.hosts.map(({ value }) => value)));
  return catalogue.gateways().flatMap(({ resource, servers }) =>
    servers.flatMap((server) => {
      const from = `gateway:${namespaceOf(resource)}/${resource.name}`;
      const port = server.portNumber?.value ?? 80;
      const names = server.hosts.flatMap(({ value }) => namesOf(serverHost(value), hosts));
      return [...new Set(names)].flatMap((name) =>
        classes.map(({ path, headers }) => ({
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

/** A wildcard stands for the hosts of routes that it covers, and one more. */
function namesOf(host: string, routed: ReadonlySet<string>): readonly string[] {
  if (!host.startsWith("*")) return [host];
  const suffix = host.slice(1);
  const covered = [...routed].filter((it) => it.endsWith(suffix) && !it.startsWith("*"));
  return [...covered, suffix === "" ? "any.example.com" : `any${suffix}`];
}
