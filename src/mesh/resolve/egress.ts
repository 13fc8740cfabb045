import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { byNamespace } from "../world/by-namespace.ts";
import { invert } from "../../collections/group-by.ts";
import { hostCovers, hostsOverlap, qualifyHost } from "../objects/hosts.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import type { Route } from "../objects/route.ts";
import type { Service, ServicePort } from "../objects/service.ts";
import { sidecarInForce, type SidecarSources } from "./sidecar-in-force.ts";
import { importsOf, type HostImport, type Imports } from "./sidecar-imports.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import { exportToOf, isVisible } from "./visibility.ts";
import type { Workload } from "../objects/workload.ts";

/** The effect of a pod's Sidecar on calls to a Service port. */
export interface Egress {
  readonly sidecar: Resource;
  /** The Service as Sidecars name it: `namespace/host`. */
  readonly host: string;
  /** Whether the pod's proxy gets a cluster for it. */
  readonly isLetIn: boolean;
  /** The entry of a Sidecar's `hosts` that lets it in or leaves it out, or the route that leads to it. */
  readonly by: Field | undefined;
  /** The Sidecar's lists of hosts that are for the port; none where it lets everything in. */
  readonly lists: readonly Field[];
}

/** What Sidecars make of the calls of pods; `undefined` where that is left open. */
export interface Egresses {
  /** Those that are or may be in a namespace. */
  sidecarsIn(namespace: string | undefined): readonly Resource[];
  /** The Sidecar in effect for the pods of a workload. */
  sidecarOf(workload: Workload): Resource | undefined;
  /** Calls of the workload's pods to a port of a Service. */
  egressTo(port: ServicePort, workload: Workload): Egress | undefined;
}

interface EgressSources extends SidecarSources {
  readonly routes: () => readonly Route[];
}

/** The sources are looked at when the first question is asked. */
export function egresses(sources: () => EgressSources): Egresses {
  const read = lazy(() => egressReader(sources()));
  return {
    sidecarsIn: (namespace) => read().sidecarsIn(namespace),
    sidecarOf: (workload) => read().sidecarOf(workload),
    egressTo: (port, workload) => read().egressTo(port, workload),
  };
}

function egressReader(sources: EgressSources): Egresses {
  const sidecarOf = onceFor(sidecarInForce(sources));
  const listenersOf = onceFor((sidecar: Resource) =>
    onceFor((namespace: string) => importsOf(sidecar, namespace)),
  );
  const byTarget = lazy(() =>
    invert(new Map(sources.routes().map((route) => [route, servicesBehind(route)] as const))),
  );
  return {
    sidecarsIn: byNamespace(sources.sidecars, ({ namespace }) => namespace),
    sidecarOf,
    egressTo(port, workload) {
      const { service } = port;
      const sidecar = sidecarOf(workload);
      const client = workload.resource.namespace;
      const number = port.number?.value;
      if (!sidecar || client === undefined || number === undefined || service.externalName) {
        return undefined;
      }
      const target = targetOf(service, client, sources);
      if (target === undefined) return undefined;
      const listeners = listenersOf(sidecar)(client);
      const reading = listeners.filter((it) => (it.onlyPort ?? number) === number);
      const leading = (byTarget().get(service) ?? []).filter((it) => mayLead(it, port));
      const imported = reading.flatMap((imports) => importing(imports, target) ?? [])[0];
      const all = {
        sidecar,
        host: `${target.namespace}/${target.host}`,
        lists: (reading.length > 0 ? reading : listeners).map(listOf),
      };
      if (imported || listeners.length === 0) return { ...all, isLetIn: true, by: imported?.field };
      if (leading.some(isOpen)) return undefined;
      const route = leading.find((it) => isImported(it, reading, client, sources));
      const by = route?.field ?? excluding(reading, target)?.field;
      return { ...all, isLetIn: route !== undefined, by };
    },
  };
}

function listOf({ field }: Imports): Field {
  return field.get("hosts") ?? field;
}

/** A host, and the namespace it is imported from. */
interface Target {
  readonly host: string;
  readonly namespace: string;
}

/** `undefined` where the Service's namespace is left open, or it is not exported to the client's. */
function targetOf(
  { resource }: Service,
  client: string,
  { config, settings }: EgressSources,
): Target | undefined {
  const { name, namespace } = resource;
  if (namespace === undefined) return undefined;
  const isSeen = isVisible(exportToOf(resource, "Service", config), namespace, client);
  return isSeen
    ? { host: `${name}.${namespace}.svc.${settings.clusterDomain}`, namespace }
    : undefined;
}

function importing(imports: Imports, { host, namespace }: Target): HostImport | undefined {
  return imports.take(namespace, [host], hostCovers)
    ? imports.all.find((it) => !it.excluded && isAbout(it, { host, namespace }))
    : undefined;
}

function excluding(listeners: readonly Imports[], target: Target): HostImport | undefined {
  return listeners.flatMap(({ all }) => all).find((it) => it.excluded && isAbout(it, target));
}

function isAbout(it: HostImport, { host, namespace }: Target): boolean {
  return (it.namespace === "*" || it.namespace === namespace) && hostCovers(it.host, host);
}

/** Services that a route leads to, with its mirrors: what is imported with it. */
function servicesBehind({ destinations, mirrors }: Route): readonly Service[] {
  return [...new Set([...destinations, ...mirrors].flatMap(({ service }) => service ?? []))];
}

/** A route brings the ports in that it names. One whose only parent is the Service itself is imported with it. */
function mayLead(route: Route, { service, number }: ServicePort): boolean {
  const { resource, viaMesh, destinations, mirrors } = route;
  const parents = resource.spec?.get("parentRefs")?.items() ?? [];
  const isOwn = parents.every(
    (parent) =>
      parent.get("name")?.text === service.resource.name &&
      (parent.get("namespace")?.text ?? resource.namespace) === service.resource.namespace,
  );
  return (
    viaMesh &&
    (route.api === "VirtualService" || !isOwn) &&
    [...destinations, ...mirrors].some(
      (it) =>
        it.service === service &&
        (it.portNumber === undefined || it.portNumber.value === number?.value),
    )
  );
}

/** Whether the importers of a route are unknown. */
function isOpen({ owners }: Route): boolean {
  return (
    owners.length === 0 || owners.some(({ resource: { namespace } }) => namespace === undefined)
  );
}

function isImported(
  route: Route,
  listeners: readonly Imports[],
  client: string,
  { config, settings }: EgressSources,
): boolean {
  return route.owners.some(
    (owner) =>
      isVisible(
        exportToOf(owner.resource, "VirtualService", config),
        owner.resource.namespace,
        client,
      ) && listeners.some((it) => takesService(it, owner, settings.clusterDomain)),
  );
}

/** Whether a VirtualService is among what a Sidecar lets in; not, where its namespace is left open. */
export function takesService(
  imports: Imports,
  { resource, hosts }: VirtualService,
  clusterDomain: string,
): boolean {
  const { namespace } = resource;
  if (namespace === undefined) return false;
  const names = hosts.map(({ value }) => qualifyHost(value, namespace, clusterDomain));
  return imports.take(namespace, names, hostsOverlap);
}
