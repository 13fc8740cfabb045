import type { Resource } from "../../manifest/resource.ts";
import { similarName } from "../../text/similar-name.ts";
import {
  hostCovers,
  openNamespace,
  fullHost,
  serviceNameOf,
  type ServiceName,
} from "../objects/hosts.ts";
import { keptFor } from "../../collections/lazy.ts";
import { groupBy } from "../../collections/group-by.ts";
import { isMade } from "./made-objects.ts";
import { oncePerMesh } from "./once-per-mesh.ts";
import type { Mesh } from "../mesh.ts";
import { absenceOf, holdsNamespace, type Absence } from "../world/open-world.ts";
import { folderOf } from "../world/same-deployment.ts";
import { isNameToFill } from "../objects/placeholder.ts";
import type { ServiceEntry } from "../objects/service-entry.ts";
import { isService, type HostOwner, type Service } from "../objects/service.ts";
import { exportToOf, isVisible } from "../resolve/visibility.ts";

/** The Service that a host means when Istio completes it; `undefined` for any other host. */
function meant(host: string, from: Resource, mesh: Mesh): ServiceName | undefined {
  const { clusterDomain } = mesh.settings;
  return serviceNameOf(fullHost(host, from, clusterDomain), clusterDomain);
}

/** Whether a Service, a ServiceEntry or the settings know a host; a wildcard is known if it covers one of these. */
function isKnown(host: string, from: Resource, mesh: Mesh): boolean {
  const { clusterDomain, external } = mesh.settings;
  const sees = (owner: HostOwner): boolean => isSeen(owner, from, mesh);
  if (mesh.hostsNamed(host, from).some(sees)) return true;
  const full = fullHost(host, from, clusterDomain);
  const covers = (it: string): boolean => hostCovers(it, full) || hostCovers(it, host);
  if (isMadeService(serviceNameOf(full, clusterDomain), mesh)) return true;
  const outside = externalHosts(external.hosts);
  if (outside.named.has(full) || outside.named.has(host)) return true;
  if (outside.wildcards.some(covers)) return true;
  const { named, wildcards } = entryHosts(mesh);
  const written = [...(named.get(full) ?? []), ...(named.get(host) ?? [])];
  if (written.some(sees)) return true;
  if (wildcards.some(([value, owners]) => covers(value) && owners.some(sees))) return true;
  return full.startsWith("*") && coversSome(full, mesh.all.serviceEntry().filter(sees), mesh);
}

function isMadeService(service: ServiceName | undefined, mesh: Mesh): boolean {
  return service !== undefined && isMade("/Service", service.name, service.namespace, mesh);
}

/** Hosts that settings name: overlays are told all that exist outside of them. */
const externalHosts = keptFor((hosts: readonly string[]) => ({
  named: new Set(hosts),
  wildcards: hosts.filter((it) => it.startsWith("*")),
}));

interface EntryHosts {
  readonly named: ReadonlyMap<string, readonly ServiceEntry[]>;
  readonly wildcards: readonly (readonly [string, readonly ServiceEntry[]])[];
  /** Some host is filled in later. */
  readonly isOpen: boolean;
}

/** The hosts of all ServiceEntries, those with a wildcard apart. */
const entryHosts = oncePerMesh((mesh): EntryHosts => {
  const pairs = mesh.all
    .serviceEntry()
    .flatMap((entry) => entry.hosts.map(({ value }) => ({ value, entry })));
  const owners = new Map(
    Array.from(
      groupBy(pairs, ({ value }) => value),
      ([value, found]) => [value, found.map(({ entry }) => entry)],
    ),
  );
  return {
    named: owners,
    wildcards: [...owners].filter(([value]) => value.startsWith("*")),
    isOpen: [...owners.keys()].some((value) => isNameToFill(value)),
  };
});

/** Whether a Service or ServiceEntry is exported to the proxies that read `from`. */
function isSeen(owner: HostOwner, from: Resource, mesh: Mesh): boolean {
  const { resource } = owner;
  const kind = isService(owner) ? "Service" : "ServiceEntry";
  const client = mesh.clientOf(from);
  return isVisible(
    exportToOf(resource, kind, mesh.config()),
    resource.namespace,
    client?.namespace,
  );
}

function coversSome(pattern: string, entries: readonly ServiceEntry[], mesh: Mesh): boolean {
  return (
    mesh.settings.external.hosts.some((it) => hostCovers(pattern, it)) ||
    entries.some(({ hosts }) => hosts.some(({ value }) => hostCovers(pattern, value))) ||
    mesh.all
      .service()
      .some(({ resource: { name, namespace } }) =>
        namespace === undefined
          ? pattern.endsWith(`.svc.${mesh.settings.clusterDomain}`)
          : hostCovers(pattern, `${name}.${namespace}.svc.${mesh.settings.clusterDomain}`),
      )
  );
}

/** The Service or ServiceEntry that has just this host, whoever sees it. */
export function hostOwner(host: string, from: Resource, mesh: Mesh): Resource | undefined {
  return mesh.hostsNamed(host, from)[0]?.resource;
}

/** Why a host is said to exist nowhere, or `undefined` where it exists or may exist. */
export function absentHost(host: string, from: Resource, mesh: Mesh): Absence | undefined {
  if (host === "" || isNameToFill(host) || entryHosts(mesh).isOpen) return undefined;
  if (/^[\d.]+$|:/.test(host) || isKnown(host, from, mesh)) return undefined;
  if (lacksNamespace(host, mesh.settings))
    return { sure: true, similar: undefined, isClose: false };
  if (isOfPod(host, mesh.settings)) return { sure: false, similar: undefined, isClose: false };
  const service = meant(host, from, mesh);
  // Any namespace may hold a ServiceEntry or Service that a wildcard or foreign name means.
  if (service === undefined)
    return mesh.settings.complete === true
      ? { sure: true, similar: undefined, isClose: false }
      : undefined;
  const namespace = service.namespace === openNamespace ? undefined : service.namespace;
  return absenceOf(service.name, namespace, { types: ["/Service"], from, mesh });
}

/** `name.svc.cluster.local` can be no Service, whatever the inputs leave out. */
export function lacksNamespace(host: string, { clusterDomain }: Mesh["settings"]): boolean {
  const suffix = `.svc.${clusterDomain}`;
  return host.endsWith(suffix) && /^[\w-]+$/.test(host.slice(0, -suffix.length));
}

/** `pod.service.namespace.svc.cluster.local` is a name in DNS; a host it is only by a ServiceEntry. */
export function isOfPod(host: string, { clusterDomain }: Mesh["settings"]): boolean {
  const suffix = `.svc.${clusterDomain}`;
  return host.endsWith(suffix) && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(host.slice(0, -suffix.length));
}

/**
 * The Service that an incomplete or misspelt name is meant for, such as `name.namespace`, `name.namespace.svc` or
 * `name.svc.cluster.local`. DNS knows some of these forms, Istio completes none of them.
 * Source: istio `pilot/pkg/model/config.go` ResolveShortnameToFQDN (1.31).
 */
export function halfQualified(host: string, from: Resource, mesh: Mesh): Service | undefined {
  const [, name = "", rest = ""] = /^([^.*]+)\.(.+)$/.exec(host) ?? [];
  if (name === "" || isKnown(host, from, mesh) || entryHosts(mesh).isOpen) return undefined;
  const found = mesh.servicesNamed(name).find(({ resource: { namespace } }) => {
    const own = namespace === from.namespace;
    return namespace !== undefined && isPartOf(rest, { namespace, own }, mesh.settings);
  });
  return found && !holdsRival(host, mesh) ? found : undefined;
}

/**
 * The Service of this name in another namespace, where the namespace of `from` has none in the inputs and both are written in one
 * folder: a short host is completed with the namespace of the resource that has it.
 */
export function namesakeElsewhere(host: string, from: Resource, mesh: Mesh): Service | undefined {
  if (!/^[a-z0-9-]+$/.test(host) || from.namespace === undefined) return undefined;
  if (isKnown(host, from, mesh) || entryHosts(mesh).isOpen) return undefined;
  const [first, ...others] = mesh
    .servicesNamed(host)
    .filter(({ resource }) => folderOf(resource) === folderOf(from));
  const { namespace } = first?.resource ?? {};
  const isOne = others.every(({ resource }) => resource.namespace === namespace);
  return isOne && namespace !== undefined && namespace !== from.namespace ? first : undefined;
}

/** Whether what follows the name of a Service is its `namespace.svc.domain` with a part left out or misspelt. */
function isPartOf(
  rest: string,
  { namespace, own }: { readonly namespace: string; readonly own: boolean },
  { clusterDomain }: Mesh["settings"],
): boolean {
  const start = `${namespace}.svc`;
  if (rest === namespace || rest === start || rest === `${namespace}.${clusterDomain}`) return true;
  if (rest === "svc" || rest === `svc.${clusterDomain}`) return own;
  if (!rest.startsWith(`${start}.`)) return false;
  const domain = rest.slice(start.length + 1);
  // `.global` was the suffix of Services of other clusters.
  const isSlip = similarName(domain, [clusterDomain]) !== undefined && !domain.endsWith(".global");
  return clusterDomain.startsWith(`${domain}.`) || isSlip;
}

/** Whether a ServiceEntry elsewhere may well define the host: a top-level domain is no namespace. */
function holdsRival(host: string, mesh: Mesh): boolean {
  return (
    !/\.svc(?:\.|$)/.test(host) &&
    !host.endsWith(`.${mesh.settings.clusterDomain}`) &&
    /\.(?:com|org|net|io|dev|local|internal)$/.test(host) &&
    !holdsNamespace(undefined, mesh)
  );
}
