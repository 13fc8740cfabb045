import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { groupBy } from "../group-by.ts";
import { hostCovers, hostsOverlap, qualifyHost } from "../hosts.ts";
import type { VirtualService } from "../virtual-service.ts";
import { byAge, namespaceOf } from "../age.ts";
import { selectsAll, type Labels } from "./pod.ts";
import type { RegisteredHost } from "./registered-host.ts";

/** Whoever asks: the namespace and the labels of its pod. */
export interface Client {
  readonly namespace: string;
  readonly labels: Labels;
}

/** One `egress` entry of a Sidecar, or all of the mesh where there is none. */
export interface EgressListener {
  readonly field: Field | undefined;
  readonly port: number | undefined;
  readonly bind: string | undefined;
  readonly hosts: readonly RegisteredHost[];
  readonly virtualServices: readonly VirtualService[];
  /** Those of them with a host that covers one, in order. */
  readonly covering: (host: string) => readonly VirtualService[];
}

/**
 * The Sidecar of a client: the oldest with a selector that finds it, else the oldest without, else the root namespace's
 * without. Source: istio `pilot/pkg/model/push_context.go` doGetSidecarScope, initSidecarScopes (1.31).
 */
export function sidecarOf(
  sidecars: readonly Resource[],
  rootNamespace: string,
  client: Client,
): Resource | undefined {
  const own = sidecars
    .filter((sidecar) => namespaceOf(sidecar) === client.namespace)
    .toSorted(byAge);
  return (
    own.find((it) => hasSelector(it) && selectsAll(selectorOf(it), client.labels)) ??
    own.find((it) => !hasSelector(it)) ??
    sidecars
      .filter((it) => namespaceOf(it) === rootNamespace && !hasSelector(it))
      .toSorted(byAge)[0]
  );
}

function hasSelector({ spec }: Resource): boolean {
  return spec?.get("workloadSelector") !== undefined;
}

function selectorOf({ spec }: Resource): ReadonlyMap<string, { readonly value: string }> {
  return spec?.at("workloadSelector", "labels")?.stringMap() ?? new Map<string, never>();
}

interface Imports {
  readonly namespace: string;
  readonly host: string;
  readonly excluded: boolean;
}

function importsOf(listener: Field, client: Client): readonly Imports[] {
  return (listener.get("hosts")?.strings() ?? []).flatMap(({ value }) => {
    const [before = "", host, ...rest] = value.split("/");
    if (host === undefined || rest.length > 0) return [];
    const excluded = before.startsWith("~");
    const named = (excluded ? before.slice(1) : before) || "*";
    return [{ namespace: named === "." ? client.namespace : named, host, excluded }];
  });
}

/** What each listener of a client's Sidecar lets in. */
export function egressListeners(
  sidecar: Resource | undefined,
  client: Client,
  seen: {
    readonly hosts: readonly RegisteredHost[];
    readonly virtualServices: readonly VirtualService[];
    readonly clusterDomain: string;
  },
): readonly EgressListener[] {
  const written = sidecar?.spec?.get("egress")?.items() ?? [];
  if (written.length === 0) {
    return [
      {
        field: undefined,
        port: undefined,
        bind: undefined,
        hosts: onePerHost(seen.hosts, client.namespace),
        virtualServices: seen.virtualServices,
        covering: coverage(seen.virtualServices, seen.clusterDomain),
      },
    ];
  }
  return written.map((field) => {
    const imports = importsOf(field, client);
    const port = field.at("port", "number")?.number()?.value;
    const isProxy = /^http_proxy$/i.test(field.at("port", "protocol")?.text ?? "");
    const hosts = seen.hosts
      .filter(({ host, namespace }) => isImported(imports, namespace, [host], hostCovers))
      .flatMap((host) => onPort(host, isProxy ? undefined : port));
    const virtualServices = seen.virtualServices.filter((service) => {
      const owner = namespaceOf(service.resource);
      const names = service.hosts.map(({ value }) => qualifyHost(value, owner, seen.clusterDomain));
      return isImported(imports, owner, names, hostsOverlap);
    });
    return {
      field,
      port,
      bind: field.get("bind")?.text,
      hosts: onePerHost(hosts, client.namespace),
      virtualServices,
      covering: coverage(virtualServices, seen.clusterDomain),
    };
  });
}

/** Looks exact hosts up, and compares only wildcards one by one. */
function coverage(
  services: readonly VirtualService[],
  clusterDomain: string,
): EgressListener["covering"] {
  const named = services.flatMap((service, order) =>
    service.hosts.map(({ value }) => ({
      order,
      service,
      host: qualifyHost(value, namespaceOf(service.resource), clusterDomain),
    })),
  );
  const exact = groupBy(named, ({ host }) => host);
  const wild = named.filter(({ host }) => host.startsWith("*"));
  return (host) => {
    const covering = [
      ...(exact.get(host) ?? []),
      ...wild.filter((it) => it.host !== host && hostCovers(it.host, host)),
    ];
    const inOrder = covering.toSorted((left, right) => left.order - right.order);
    return [...new Set(inOrder.map(({ service }) => service))];
  };
}

function isImported(
  imports: readonly Imports[],
  namespace: string,
  hosts: readonly string[],
  matches: (imported: string, host: string) => boolean,
): boolean {
  const concerning = imports.filter((it) => it.namespace === "*" || it.namespace === namespace);
  return hosts.some(
    (host) =>
      concerning.some((it) => !it.excluded && matches(it.host, host)) &&
      !concerning.some((it) => it.excluded && hostCovers(it.host, host)),
  );
}

/** With a port, a listener takes of each host just that port. */
function onPort(host: RegisteredHost, port: number | undefined): readonly RegisteredHost[] {
  if (port === undefined) return [host];
  const ports = host.ports.filter(({ number }) => number === port);
  return ports.length === 0 ? [] : [{ ...host, ports }];
}

/** One host is taken from one namespace: the client's, else the first, Services before ServiceEntries. */
function onePerHost(
  hosts: readonly RegisteredHost[],
  clientNamespace: string,
): readonly RegisteredHost[] {
  const chosen = new Map<string, RegisteredHost>();
  for (const host of hosts) {
    const known = chosen.get(host.host);
    const better =
      known === undefined ||
      host.namespace === clientNamespace ||
      (known.service === undefined &&
        host.service !== undefined &&
        known.namespace !== clientNamespace);
    if (better) chosen.set(host.host, host);
  }
  return hosts.filter(({ host, namespace }) => chosen.get(host)?.namespace === namespace);
}
