import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { namespaceOf } from "../world/age.ts";
import { groupBy } from "../../collections/group-by.ts";
import { preferred } from "../resolve/registry.ts";
import { hostCovers, hostsOverlap, qualifyHost } from "../objects/hosts.ts";
import { withLazy } from "../../collections/lazy.ts";
import { importIndex, importsOf, type Imports } from "../resolve/sidecar-imports.ts";
import { sidecarLevels } from "../resolve/sidecar.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import type { Labels } from "../resolve/pod.ts";
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
  /** It takes just this port of each host. */
  readonly onlyPort: number | undefined;
  readonly bind: string | undefined;
  readonly hosts: readonly RegisteredHost[];
  readonly virtualServices: readonly VirtualService[];
  /** Those of them with a host that covers one, in order. */
  readonly covering: (host: string) => readonly VirtualService[];
}

/** The Sidecar of a client; the first of several by age. */
export function sidecarFinder(
  sidecars: readonly Resource[],
  rootNamespace: string,
): (client: Client) => Resource | undefined {
  const levelsFor = sidecarLevels(sidecars, rootNamespace, namespaceOf);
  return ({ namespace, labels }) => {
    const written = new Map(Array.from(labels, ([key, value]) => [key, { value }] as const));
    return levelsFor({ namespace, labels: written }).find(({ length }) => length > 0)?.[0];
  };
}

/** What there is to be let in. */
export interface Importable {
  readonly clusterDomain: string;
  /** All of the registry, by age. */
  readonly hosts: readonly RegisteredHost[];
  readonly isVisible: (host: RegisteredHost, namespace: string) => boolean;
  /** For sidecars, by age. */
  readonly virtualServices: readonly VirtualService[];
  /** Those of them that clients of a namespace see, in the order in which they win. */
  readonly seenBy: (namespace: string) => readonly VirtualService[];
  readonly seenAmong: (
    services: readonly VirtualService[],
    namespace: string,
  ) => readonly VirtualService[];
}

/** What each listener of a Sidecar lets in for clients of a namespace. */
export function egressReader(
  mesh: Importable,
): (sidecar: Resource | undefined, namespace: string) => readonly EgressListener[] {
  const { clusterDomain } = mesh;
  const imported: Imported = {
    hosts: importIndex(
      mesh.hosts,
      ({ namespace }) => namespace,
      ({ host }) => [host],
      hostCovers,
    ),
    virtualServices: importIndex(
      mesh.virtualServices,
      ({ resource }) => namespaceOf(resource),
      (service) => hostsOf(service, clusterDomain),
      hostsOverlap,
    ),
  };
  return (sidecar, namespace) => {
    const written = sidecar ? importsOf(sidecar, namespace) : [];
    const all = written.length === 0 ? [undefined] : written;
    return all.map((imports) =>
      listenerOf({
        field: imports?.field,
        port: imports?.field.at("port", "number")?.number()?.value,
        onlyPort: imports?.onlyPort,
        bind: imports?.field.get("bind")?.text,
        imports,
        namespace,
        mesh,
        imported,
      }),
    );
  };
}

interface Imported {
  readonly hosts: (imports: Imports) => readonly RegisteredHost[];
  readonly virtualServices: (imports: Imports) => readonly VirtualService[];
}

interface WrittenListener extends Pick<EgressListener, "field" | "port" | "onlyPort" | "bind"> {
  /** `undefined`: everything. */
  readonly imports: Imports | undefined;
  /** Of the client. */
  readonly namespace: string;
  readonly mesh: Importable;
  readonly imported: Imported;
}

const listenerOf = withLazy<WrittenListener, Omit<EgressListener, keyof WrittenListener>>({
  hosts({ onlyPort, imports, namespace, mesh, imported }) {
    const all = imports ? imported.hosts(imports) : mesh.hosts;
    const seen = all.filter((host) => mesh.isVisible(host, namespace));
    const taken = onlyPort === undefined ? seen : seen.flatMap((it) => onPort(it, onlyPort));
    return onePerHost(taken, namespace);
  },
  virtualServices: ({ imports, namespace, mesh, imported }) =>
    imports ? mesh.seenAmong(imported.virtualServices(imports), namespace) : mesh.seenBy(namespace),
  covering: ({ virtualServices, mesh }) => coverage(virtualServices, mesh.clusterDomain),
});

function hostsOf({ hosts, resource }: VirtualService, clusterDomain: string): readonly string[] {
  return hosts.map(({ value }) => qualifyHost(value, namespaceOf(resource), clusterDomain));
}

/** Looks exact hosts up, and compares only wildcards one by one. */
function coverage(
  services: readonly VirtualService[],
  clusterDomain: string,
): EgressListener["covering"] {
  const named = services.flatMap((service, order) =>
    hostsOf(service, clusterDomain).map((host) => ({ order, service, host })),
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

/** With a port, a listener takes of each host just that port. */
function onPort(host: RegisteredHost, port: number): readonly RegisteredHost[] {
  const ports = host.ports.filter(({ number }) => number === port);
  return ports.length === 0 ? [] : [{ ...host, ports }];
}

/** One host is taken from one namespace. */
function onePerHost(
  hosts: readonly RegisteredHost[],
  clientNamespace: string,
): readonly RegisteredHost[] {
  const named = groupBy(hosts, ({ host }) => host);
  return hosts.filter(({ host, namespace }) => {
    const all = named.get(host) ?? [];
    return all.length < 2 || preferred(all, clientNamespace)[0]?.namespace === namespace;
  });
}
