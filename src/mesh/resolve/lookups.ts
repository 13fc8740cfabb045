import { folderOf } from "../world/same-deployment.ts";
import type { KustomizeFacts } from "../../manifest/kustomize/facts.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { gather } from "../../collections/gather.ts";
import { ownerOfIngress } from "../objects/gateway-classes.ts";
import type { SourceFile } from "../../yaml/source.ts";
import type { Catalogue } from "./catalogue.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import type { Gateway } from "../objects/gateway.ts";
import { groupBy, invert } from "../../collections/group-by.ts";
import { fullHost } from "../objects/hosts.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import { objectLookupsOf, type ObjectLookups } from "./object-lookups.ts";
import { stepsOf } from "../objects/path-tree.ts";
import type { Destination, Route } from "../objects/route.ts";
import type { Service } from "../objects/service.ts";
import type { DestinationRule } from "../objects/traffic-policy.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import type { Workload } from "../objects/workload.ts";

/** Who has to do with what: indexes, so that asking about each thing of a mesh stays linear. */
export interface Lookups extends ObjectLookups {
  /** Resources by kind only, including patches. */
  resourcesOfKind(kind: string): readonly Resource[];
  /** The routes of a VirtualService, HTTPRoute or GRPCRoute, in order. */
  routesOf(resource: Resource): readonly Route[];
  /** Routes that name `host`, as written. */
  routesFor(host: string): readonly Route[];
  /** Routes with a destination in `service`. */
  routesTo(service: Service): readonly Route[];
  /** Those of TLS and TCP as well. */
  anyRoutesTo(service: Service): readonly Route[];
  /** Destinations of all routes, of any protocol, that a DestinationRule applies to. */
  destinationsUnder(rule: DestinationRule): readonly Destination[];
  /** Destinations that name `host`, as written. */
  destinationsFor(host: string): readonly Destination[];
  /** Those of TLS and TCP as well. */
  anyDestinationsFor(host: string): readonly Destination[];
  /** Backends of Ingresses that Istio serves, by the name of their Service; it serves no `defaultBackend`. */
  istioIngressBackends(service: string): readonly IngressRef[];
  virtualServiceOf(resource: Resource): VirtualService | undefined;
  virtualServicesIn(source: SourceFile): readonly VirtualService[];
  /** VirtualServices with the very host that `host`, written in `from`, means. */
  virtualServicesFor(host: string, from: Resource): readonly VirtualService[];
  envoyPatchesOf(resource: Resource): readonly EnvoyPatch[];
  /**
   * Whether kustomize changes what a resource has at a path such as `spec.template.spec.containers[].ports`, above or
   * below it, so that what is applied may be something else than what is written.
   */
  isPatched(resource: Resource, path: string): boolean;
  /** Services by name, in any namespace. */
  servicesNamed(name: string): readonly Service[];
  /** Namespaces that are written as objects, or that a pod is in. */
  namespacesInUse(): ReadonlySet<string>;
  /** Whether a pod is, or may turn out to be, in a namespace. */
  hasPodsIn(namespace: string | undefined): boolean;
  /** Pods that have a label with any value. */
  podsLabelled(key: string): readonly Workload[];
  /** Pods that have an annotation with any value. */
  podsAnnotated(key: string): readonly Workload[];
  /** Gateways in the folder of a resource. */
  gatewaysBeside(resource: Resource): readonly Gateway[];
}

/** The `service` of a backend. */
export interface IngressRef {
  readonly ingress: Resource;
  readonly field: Field;
}

interface LookupSources {
  readonly routes: () => readonly Route[];
  readonly anyRoutes: () => readonly Route[];
  readonly kustomize: KustomizeFacts;
  readonly clusterDomain: string;
}

export function lookupsOf(
  resources: readonly Resource[],
  catalogue: Catalogue,
  { routes, anyRoutes, kustomize, clusterDomain }: LookupSources,
): Lookups {
  const { virtualServices, envoyPatches } = catalogue;
  const byKind = lazy(() => groupBy(resources, ({ kind }) => kind));
  const byResource = lazy(() => groupBy(routes(), ({ resource }) => resource));
  const byHost = lazy(() => byHosts(routes()));
  const byService = lazy(() => byDestination(routes()));
  const anyByService = lazy(() => byDestination(anyRoutes()));
  const destinations = lazy(() => anyRoutes().flatMap((route) => route.destinations));
  const byRule = lazy(() => invert(new Map(destinations().map((it) => [it, ruleResources(it)]))));
  const byTarget = lazy(() => groupBy(destinations(), ({ host }) => host?.value));
  const ofHttp = onceFor((host: string) =>
    (byTarget().get(host) ?? []).filter(({ route }) => route.protocol === "http"),
  );
  const byFolder = lazy(() => groupBy(catalogue.gateways(), ({ resource }) => folderOf(resource)));
  const objects = objectLookupsOf(resources);
  const services = lazy(() => groupBy(catalogue.services(), ({ resource }) => resource.name));
  const ingresses = lazy(() =>
    groupBy(
      gather(objects.ofType("networking.k8s.io/Ingress"), (ingress) =>
        ownerOfIngress(ingress, objects) === "istio" ? ingressRefs(ingress) : [],
      ),
      ({ field }) => field.get("name")?.text,
    ),
  );
  const patches = lazy(() => groupBy(envoyPatches(), ({ resource }) => resource));
  return {
    resourcesOfKind: (kind) => byKind().get(kind) ?? [],
    routesOf: (resource) => byResource().get(resource) ?? [],
    routesFor: (host) => byHost().get(host) ?? [],
    routesTo: (service) => byService().get(service) ?? [],
    destinationsUnder: (rule) => byRule().get(rule.resource) ?? [],
    anyRoutesTo: (service) => anyByService().get(service) ?? [],
    destinationsFor: ofHttp,
    istioIngressBackends: (service) => ingresses().get(service) ?? [],
    anyDestinationsFor: (host) => byTarget().get(host) ?? [],
    ...objects,
    servicesNamed: (name) => services().get(name) ?? [],
    ...virtualServiceLookups(virtualServices, clusterDomain),
    ...podLookupsOf(catalogue, () => objects.ofType("/Namespace")),
    isPatched: (resource, path) => kustomize.touches(resource, stepsOf(path)),
    gatewaysBeside: (resource) => byFolder().get(folderOf(resource)) ?? [],
    envoyPatchesOf: (resource) => patches().get(resource) ?? [],
  };
}

type VirtualServiceLookups = Pick<
  Lookups,
  "virtualServiceOf" | "virtualServicesIn" | "virtualServicesFor"
>;

function virtualServiceLookups(
  services: () => readonly VirtualService[],
  clusterDomain: string,
): VirtualServiceLookups {
  const owners = lazy(() => groupBy(services(), ({ resource }) => resource));
  const bySource = lazy(() => groupBy(services(), ({ resource }) => resource.document.source));
  const hostKey = (host: string, from: Resource): string =>
    fullHost(host, from, clusterDomain).toLowerCase();
  const hostsOf = ({ hosts, resource }: VirtualService): readonly string[] => [
    ...new Set(hosts.map(({ value }) => hostKey(value, resource))),
  ];
  const byHost = lazy(() => invert(new Map(services().map((it) => [it, hostsOf(it)]))));
  return {
    virtualServiceOf: (resource) => owners().get(resource)?.[0],
    virtualServicesIn: (source) => bySource().get(source) ?? [],
    virtualServicesFor: (host, from) => byHost().get(hostKey(host, from)) ?? [],
  };
}

type PodLookups = Pick<Lookups, "namespacesInUse" | "hasPodsIn" | "podsLabelled" | "podsAnnotated">;

function podLookupsOf(catalogue: Catalogue, namespaces: () => readonly Resource[]): PodLookups {
  const podNamespaces = lazy(
    () => new Set(catalogue.workloads().map(({ resource }) => resource.namespace)),
  );
  const inUse = lazy(
    () =>
      new Set([
        ...namespaces().map(({ name }) => name),
        ...[...podNamespaces()].flatMap((namespace) => namespace ?? []),
      ]),
  );
  const byLabel = lazy(() =>
    invert(new Map(catalogue.workloads().map((it) => [it, [...it.labels.keys()]]))),
  );
  return {
    namespacesInUse: () => inUse(),
    hasPodsIn: (namespace) =>
      namespace === undefined
        ? podNamespaces().size > 0
        : podNamespaces().has(namespace) || podNamespaces().has(undefined),
    podsLabelled: (key) => byLabel().get(key) ?? [],
    podsAnnotated: onceFor((key: string) =>
      catalogue.workloads().filter(({ annotations }) => annotations.has(key)),
    ),
  };
}

function ingressRefs(ingress: Resource): readonly IngressRef[] {
  const paths = (ingress.spec?.get("rules")?.items() ?? []).flatMap(
    (rule) => rule.at("http", "paths")?.items() ?? [],
  );
  return paths.flatMap((path) => {
    const field = path.at("backend", "service");
    return field ? [{ ingress, field }] : [];
  });
}

function byDestination(routes: readonly Route[]): ReadonlyMap<Service, readonly Route[]> {
  return invert(new Map(routes.map((it) => [it, destinationServices(it)])));
}

function destinationServices({ destinations }: Route): readonly Service[] {
  return [...new Set(destinations.flatMap(({ service }) => service ?? []))];
}

function ruleResources({ rules }: Destination): readonly Resource[] {
  return rules.flatMap((rule) => [rule, ...rule.merged].map(({ resource }) => resource));
}

interface Hosted {
  readonly hosts: readonly { readonly value: string }[];
}

/** Things by each host that they list, as written. */
export function byHosts<Thing extends Hosted>(
  things: readonly Thing[],
): ReadonlyMap<string, readonly Thing[]> {
  return invert(
    new Map(things.map((thing) => [thing, [...new Set(thing.hosts.map(({ value }) => value))]])),
  );
}
