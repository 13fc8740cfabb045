import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Catalogue } from "../resolve/catalogue.ts";
import { groupBy, invert } from "../../collections/group-by.ts";
import { delegateFault, delegatesIn } from "../resolve/delegates.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import { listenerAttachments, meshAttachments, meshRoutesFor } from "./api-attachments.ts";
import { apiRoutesOf, type ApiRoute } from "./api-routes.ts";
import { byAge, byAgeAndHost, byAgeOfHost, namespaceOf } from "../world/age.ts";
import { endpointsOf, type Endpoint } from "./endpoints.ts";
import { httpRoutesOf, type FindDelegate, type HttpRoute } from "./http-route.ts";
import { hostOfManagedGateway } from "./managed-gateway.ts";
import type { MeshConfig } from "../objects/mesh-config.ts";
import { authorization, type Authorization } from "../resolve/authorization.ts";
import { isInjected, type Pod } from "../resolve/pod.ts";
import { podsOf, type Pods } from "../resolve/pods.ts";
import { mutualTls, settleByAge, type MutualTls } from "../resolve/mutual-tls.ts";
import { selectedPods, type SelectedPods } from "./selected-pods.ts";
import {
  hostOfService,
  hostsOfServiceEntry,
  type RegisteredHost,
  type RegisteredPort,
} from "./registered-host.ts";
import { referenceGrants } from "./reference-grants.ts";
import { rulesInForce } from "../resolve/destination-rules.ts";
import type { MergedRule } from "../resolve/merged-rule.ts";
import { scopeReader, type Scope } from "./scope.ts";
import type { Client } from "./sidecar-scope.ts";
import {
  gatewayNames,
  seenAmong,
  virtualServiceOrder,
  type SeenServices,
} from "../resolve/virtual-service-order.ts";
import { isVisible } from "../resolve/visibility.ts";

/**
 * The inputs taken for all that a cluster holds, resolved as Istio resolves them: what each proxy is given. Where a
 * repository is only a part of a mesh, the open questions of `Mesh` are the ones to ask.
 */
export interface Cluster extends SelectedPods {
  readonly config: MeshConfig;
  readonly clusterDomain: string;
  /** Every namespace that some object is in. */
  readonly namespaces: ReadonlySet<string>;
  /** The Namespace itself, where the inputs hold it. */
  namespaceNamed(name: string): Resource | undefined;
  /** Every host of the registry, the oldest first. */
  readonly hosts: readonly RegisteredHost[];
  /** Hosts that lead to a pod, the oldest first. */
  hostsOfPod(pod: Pod): readonly RegisteredHost[];
  /** Hosts of that name, of any namespace. */
  hostsNamed(name: string): readonly RegisteredHost[];
  /** Names that ExternalName Services give to a host. */
  aliasesOf(name: string): readonly string[];
  /** Whether pods of a namespace get a sidecar where they do not say otherwise. */
  injects(namespace: string): boolean;
  readonly mutualTls: MutualTls;
  readonly authorizationOf: Authorization["authorizationOf"];
  readonly requestAuthentications: readonly Resource[];
  readonly envoyPatches: () => readonly EnvoyPatch[];
  /** The DestinationRule in force for a host as a client sees it. */
  findRule(target: Title, client: Client): MergedRule | undefined;
  readonly virtualServices: SeenServices;
  scopeOf(client: Client): Scope;
  /** What a client without Sidecar sees, such as a gateway. */
  visibleHosts(namespace: string): readonly RegisteredHost[];
  endpointsOf(host: RegisteredHost, port: RegisteredPort): readonly Endpoint[];
  routesOf(service: VirtualService): readonly HttpRoute[];
  /** Routes of the Gateway API that a client uses for a host. */
  apiRoutesOf(host: RegisteredHost, clientNamespace: string): readonly ApiRoute[];
  /** Those on a listener of a Gateway of the Gateway API, by host. */
  apiRoutesOn(gateway: Resource, listener: Field): ReadonlyMap<string, readonly ApiRoute[]>;
}

type Title = Pick<RegisteredHost, "host" | "namespace">;

export interface ClusterInputs {
  readonly resources: readonly Resource[];
  readonly catalogue: Catalogue;
  readonly config: MeshConfig;
  readonly clusterDomain: string;
}

export function clusterOf({ resources, catalogue, config, clusterDomain }: ClusterInputs): Cluster {
  const ofKind = (kind: string): readonly Resource[] => resources.filter((it) => it.kind === kind);
  const namespaces = new Map(ofKind("Namespace").map((it) => [it.name, it]));
  const mirrored = new Map(ofKind("Endpoints").map((it) => [`${namespaceOf(it)}/${it.name}`, it]));
  const selected = podsOf(catalogue);
  const pods = selectedPods(catalogue, namespaces, selected);
  const services = catalogue.services().map((it) => hostOfService(it, config, clusterDomain));
  const entries = catalogue.serviceEntries().flatMap((it) => hostsOfServiceEntry(it, config));
  const known = new Set(services.map(titleOf));
  const added = groupBy(
    entries.filter((it) => known.has(titleOf(it))),
    titleOf,
  );
  const hosts = [
    ...services,
    ...managedGateways(resources).flatMap((it) => hostOfManagedGateway(it, clusterDomain) ?? []),
    ...entries.filter((it) => !known.has(titleOf(it))),
  ].toSorted(byAgeOfHost);
  const byName = groupBy(hosts, ({ host }) => host);
  const aliases = groupBy(
    hosts.filter(({ resolution }) => resolution === "alias"),
    ({ aliasOf }) => aliasOf ?? "",
  );
  const rules = rulesInForce(catalogue.destinationRules(), config, clusterDomain);
  const routes = routeReader(catalogue, config, clusterDomain);
  const roots = catalogue
    .virtualServices()
    .filter(({ hosts: named }) => named.length > 0)
    .toSorted((left, right) => byAge(left.resource, right.resource));
  const virtualServices = virtualServiceOrder(roots, config);
  const base = {
    config,
    clusterDomain,
    namespaces: new Set([...namespaces.keys(), ...resources.map(namespaceOf)]),
    namespaceNamed: (name: string) => namespaces.get(name),
    hosts,
    hostsOfPod: hostsByPod(hosts, (it) => pods.podsOf(it)),
    hostsNamed: (name: string) => byName.get(name) ?? [],
    aliasesOf: (name: string) => (aliases.get(name) ?? []).map(({ host }) => host),
    ...pods,
    injects: (namespace: string) => isInjected(namespace, namespaces.get(namespace)),
    findRule: ({ host, namespace }: Title, client: Client) =>
      rules({ host, namespace, client, near: undefined })[0],
    ...securityOf(catalogue, selected, config),
    requestAuthentications: ofKind("RequestAuthentication"),
    envoyPatches: catalogue.envoyPatches,
    virtualServices,
    routesOf: routes,
    ...apiRouteReader(resources, catalogue, namespaces, clusterDomain),
    visibleHosts: (namespace: string) =>
      hosts.filter((it) => isVisible(it.exportTo, it.namespace, namespace)),
    endpointsOf: (host: RegisteredHost, port: RegisteredPort) =>
      endpointsOf(host, port, {
        podsOf: (it) => pods.podsOf(it),
        added: (it) => (it.service ? (added.get(titleOf(it)) ?? []) : []),
        mirrored: (namespace, name) => mirrored.get(`${namespace}/${name}`),
      }),
  };
  return { ...base, scopeOf: scopesIn(base, roots, ofKind("Sidecar")) };
}

function hostsByPod(
  hosts: readonly RegisteredHost[],
  behind: (host: RegisteredHost) => readonly Pod[],
): Cluster["hostsOfPod"] {
  const byPod = lazy(() => {
    const ordered = hosts.toSorted(byAgeAndHost);
    return invert(new Map(ordered.map((host) => [host, behind(host)])));
  });
  return (pod) => byPod().get(pod) ?? [];
}

function securityOf(
  catalogue: Catalogue,
  pods: Pods,
  { rootNamespace }: MeshConfig,
): Pick<Cluster, "mutualTls" | "authorizationOf"> {
  return {
    mutualTls: mutualTls(catalogue.peerAuthentications(), rootNamespace, settleByAge),
    ...authorization(catalogue.authorizationPolicies, {
      pods,
      rootNamespace: () => rootNamespace,
      narrow: (_, found) => found,
    }),
  };
}

function apiRouteReader(
  resources: readonly Resource[],
  catalogue: Catalogue,
  namespaces: ReadonlyMap<string, Resource>,
  clusterDomain: string,
): Pick<Cluster, "apiRoutesOf" | "apiRoutesOn"> {
  const onMesh = lazy(() => meshAttachments(catalogue.gatewayApiRoutes(), clusterDomain));
  const grants = lazy(() => referenceGrants(resources));
  return {
    apiRoutesOf({ host, namespace }, clientNamespace) {
      const attached = meshRoutesFor(onMesh().get(host) ?? [], clientNamespace, namespace);
      return apiRoutesOf(attached, { clusterDomain, grants: undefined });
    },
    apiRoutesOn(gateway, listener) {
      const routes = catalogue.gatewayApiRoutes();
      const attached = listenerAttachments(gateway, listener, routes, namespaces);
      const question = { clusterDomain, grants: grants() };
      return new Map(Array.from(attached, ([host, own]) => [host, apiRoutesOf(own, question)]));
    },
  };
}

function managedGateways(resources: readonly Resource[]): readonly Resource[] {
  return resources.filter(
    ({ group, kind }) => kind === "Gateway" && group === "gateway.networking.k8s.io",
  );
}

/** A ServiceEntry for the host of a Service in its namespace adds endpoints to it. */
function titleOf({ host, namespace }: RegisteredHost): string {
  return `${namespace}/${host}`;
}

function routeReader(
  catalogue: Catalogue,
  config: MeshConfig,
  clusterDomain: string,
): (service: VirtualService) => readonly HttpRoute[] {
  const delegates = delegatesIn(catalogue.virtualServices, () => config);
  const findDelegate: FindDelegate = (delegation) =>
    delegates.delegatesOf(delegation).find((it) => !delegateFault(it, delegation.root, config));
  return onceFor((service: VirtualService) => httpRoutesOf(service, findDelegate, clusterDomain));
}

function scopesIn(
  cluster: Omit<Cluster, "scopeOf">,
  roots: readonly VirtualService[],
  sidecars: readonly Resource[],
): Cluster["scopeOf"] {
  return scopeReader(sidecars, {
    ...cluster,
    named: cluster.hostsNamed,
    isVisible: (host, namespace) => isVisible(host.exportTo, host.namespace, namespace),
    virtualServices: roots.filter((it) => gatewayNames(it).includes("mesh")),
    seenBy: (namespace) => cluster.virtualServices(namespace, "mesh"),
    seenAmong: (among, namespace) => seenAmong(among, namespace, cluster.config),
  });
}
