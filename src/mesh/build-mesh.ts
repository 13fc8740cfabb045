import type { Resource } from "../manifest/resource.ts";
import { allViews } from "./all-views.ts";
import { bindings, type Bindings } from "./resolve/bindings.ts";
import {
  gatewayApiRoutes,
  virtualServiceConnections,
  virtualServiceRoutes,
  type RouteSurroundings,
} from "./resolve/build-routes.ts";
import { catalogueOf, type Catalogue } from "./resolve/catalogue.ts";
import { clientFinder, type ClientOf } from "./resolve/clients.ts";
import { meshConfigOf, type MeshConfig } from "./objects/mesh-config.ts";
import { delegatesIn } from "./resolve/delegates.ts";
import { destinationRuleFinder, rulesInForce } from "./resolve/destination-rules.ts";
import { egresses } from "./resolve/egress.ts";
import { edgeLookupsOf } from "./resolve/edge-lookups.ts";
import { evidenceLookup } from "./evidence/evidence-lookup.ts";
import { gather } from "../collections/gather.ts";
import { implementersOf } from "./resolve/implementers.ts";
import { lazy, onceFor } from "../collections/lazy.ts";
import type { Mesh } from "./mesh.ts";
import type { MeshInputs } from "./mesh-inputs.ts";
import type { MeshSettings } from "./world/settings.ts";
import { lookupsOf, type Lookups } from "./resolve/lookups.ts";
import { mixedServers } from "./evidence/mixed-server.ts";
import { mutualTls, settleByNearness, switchesMutualTlsOff } from "./resolve/mutual-tls.ts";
import { authorization, narrowByNearness, type Authorization } from "./resolve/authorization.ts";
import { podsOf, type Pods } from "./resolve/pods.ts";
import type { SidecarSources } from "./resolve/sidecar-in-force.ts";
import { policyInForce } from "./resolve/policy-in-force.ts";
import { registryOf } from "./resolve/registry.ts";
import type { Route } from "./objects/route.ts";
import { rpcLookupsOf } from "./resolve/rpc-lookups.ts";
import { signsIn, type Signs } from "./resolve/signs-of-istio.ts";
import { asService, type HostPort } from "./objects/service.ts";
import type { TrafficPolicy } from "./objects/traffic-policy.ts";

/** Builds the model. Every part is made when it is first asked for. */
export function buildMesh(inputs: MeshInputs, settings: MeshSettings): Mesh {
  const whole = inputs.resources.filter(({ role }) => role === "resource");
  const config = inputs.config ?? lazy(() => meshConfigOf(whole, inputs.documents));
  const signs = inputs.signs ?? lazy(() => meantSigns(inputs, config(), settings));
  const catalogue = catalogueOf(whole, () => signs().istio);
  const pods = podsOf(catalogue);
  const secured = securityOf(catalogue, pods, config);
  const bound = lazy(() =>
    bindings(catalogue.virtualServices(), catalogue.gateways(), settings.clusterDomain),
  );
  const clientOf = clientFinder(catalogue, bound, pods);
  const around = { pods: { ...pods, ...secured }, clientOf, bound, config, settings };
  const traffic = trafficOf(catalogue, around);
  const all = allViews(inputs, catalogue, traffic);
  const lookups = lookupsOf(inputs.resources, catalogue, {
    routes: traffic.routes,
    anyRoutes: traffic.anyRoutes,
    kustomize: inputs.kustomize,
    clusterDomain: settings.clusterDomain,
  });
  return {
    settings,
    config,
    ...rpcLookupsOf(inputs.protos, all.rpcPath),
    ...implementersOf({
      resources: whole,
      catalogue,
      pods,
      lookups,
      rulesFor: ({ resource }) => traffic.findDestinationRules(resource.name, resource),
      signs,
    }),
    all,
    hostsNamed: (host, from) => traffic.hostsNamed(host, from),
    serviceEntriesFor: (host) => traffic.serviceEntriesFor(host),
    findHost: (host, from) => traffic.findHost(host, from),
    findService: (host, from) => asService(traffic.findHost(host, from)),
    findDestinationRules: traffic.findDestinationRules,
    evidenceFor: traffic.evidenceFor,
    ...pods,
    ...secured,
    clientOf,
    ...lookups,
    ...edgeLookupsOf(catalogue, pods),
    delegatesOf: (delegation) => traffic.delegatesOf(delegation),
    rootsOf: (service) => traffic.rootsOf(service),
    ...egresses(() => ({
      ...traffic,
      config: config(),
      settings,
      ...sidecarsIn(catalogue, lookups),
    })),
    ...governedBy(traffic),
    mayLackMutualTls: lazy(() => catalogue.peerAuthentications().some(switchesMutualTlsOff)),
    gatewaysOf: (service) => bound().gatewaysOf(service),
    virtualServicesOf: (server) => bound().virtualServicesOf(server),
    nameSpan: ({ metadata, root }) => (metadata?.get("name") ?? root.get("kind") ?? root).span,
  };
}

/** Settings of a mesh are a sign of Istio as well, and so is a release of it that the files are checked for. */
function meantSigns(
  inputs: MeshInputs,
  { written }: MeshConfig,
  { forIstio }: MeshSettings,
): Signs {
  const signs = signsIn(inputs);
  return { ...signs, istio: signs.istio || forIstio || written !== undefined };
}

function sidecarsIn(
  catalogue: Catalogue,
  lookups: Lookups,
): Pick<SidecarSources, "sidecars" | "workloads" | "isPatched"> {
  return {
    sidecars: lookups.ofType("networking.istio.io/Sidecar"),
    workloads: catalogue.workloads(),
    isPatched: (resource, path) => lookups.isPatched(resource, path),
  };
}

/** Which policies are in force at which pods. */
function securityOf(
  catalogue: Catalogue,
  pods: Pods,
  config: () => MeshConfig,
): Authorization & Pick<Mesh, "mutualTlsOf"> {
  const rootNamespace = (): string => config().rootNamespace;
  const narrow = lazy(() => narrowByNearness(catalogue.workloads()));
  const modes = lazy(() => {
    const settle = settleByNearness(catalogue.workloads());
    return mutualTls(catalogue.peerAuthentications(), rootNamespace(), settle);
  });
  return {
    ...authorization(catalogue.authorizationPolicies, {
      pods,
      rootNamespace,
      narrow: (policy, found) => narrow()(policy, found),
    }),
    mutualTlsOf: (workload, port) => modes().modeOf(workload, port),
  };
}

/** What DestinationRules are about. */
function governedBy(traffic: Traffic): Pick<Mesh, "ownerOf" | "serviceOf" | "portsOf"> {
  const ownerOf: Mesh["ownerOf"] = (rule) =>
    rule.host && traffic.findHost(rule.host.value, rule.resource);
  return {
    ownerOf,
    serviceOf: (rule) => asService(ownerOf(rule)),
    portsOf: (policy) =>
      (ownerOf(policy.rule)?.ports ?? []).filter((port) => governs(policy, port)),
  };
}

/** A port with its own entry is governed by that alone. Source: istio `util.go` GetPortLevelTrafficPolicy (1.31). */
function governs(policy: TrafficPolicy, { number }: HostPort): boolean {
  const entry = policy.rule.policies.find(
    ({ subset, port }) =>
      subset === policy.subset && port !== undefined && port.value === number?.value,
  );
  return policy.replaces === undefined ? entry === undefined : entry === policy;
}

interface Surroundings {
  readonly pods: Pods & Authorization;
  readonly clientOf: ClientOf;
  readonly bound: () => Bindings;
  readonly config: () => MeshConfig;
  readonly settings: MeshSettings;
}

export interface Traffic extends RouteSurroundings, Pick<Surroundings, "settings"> {
  /** Those of HTTP. */
  readonly routes: () => readonly Route[];
  readonly anyRoutes: () => readonly Route[];
}

/** Where calls go and what they are: the part of the model that needs several resources at once. */
function trafficOf(
  catalogue: Catalogue,
  { pods, clientOf, bound, config, settings }: Surroundings,
): Traffic {
  const { clusterDomain } = settings;
  const registry = registryOf(catalogue, { config, clientOf, clusterDomain });
  const findHost = askedFrom((host, from) => registry.findHost(host, from));
  const findDestinationRules = lazy(() => {
    const inForce = rulesInForce(catalogue.destinationRules(), config(), clusterDomain);
    return destinationRuleFinder(inForce, { findHost, clientOf, clusterDomain });
  });
  const gatewaysOf: Mesh["gatewaysOf"] = (service) => bound().gatewaysOf(service);
  const evidenceFor = evidenceLookup(() => ({
    services: catalogue.services(),
    serviceEntries: catalogue.serviceEntries(),
    routes: routes(),
    authorizationPolicies: catalogue.authorizationPolicies(),
    gatewaysOf,
    ...pods,
  }));
  const around: RouteSurroundings = {
    clusterDomain,
    ...registry,
    ...delegatesIn(catalogue.virtualServices, config),
    findHost,
    findDestinationRules: askedFrom((host, from) => findDestinationRules()(host, from)),
    policyOf: (rule, scope) =>
      rule || config().written?.get("defaultTrafficPolicy")
        ? policyInForce(rule, scope, config())
        : undefined,
    gatewaysOf,
    evidenceFor,
    servesHttpToo: mixedServers(pods),
  };
  const routes = lazy(() => [
    ...gather(catalogue.virtualServices(), (found) => virtualServiceRoutes(found, around)),
    ...gather(catalogue.gatewayApiRoutes(), (found) => gatewayApiRoutes(found, around)),
  ]);
  const anyRoutes = lazy(() => [
    ...routes(),
    ...gather(catalogue.virtualServices(), (found) => virtualServiceConnections(found, around)),
    ...gather(catalogue.connectionRoutes(), (found) => gatewayApiRoutes(found, around)),
  ]);
  return { ...around, routes, anyRoutes, settings };
}

/** Routes of one resource name the same few hosts again and again. */
function askedFrom<Answer>(
  find: (host: string, from: Resource) => Answer,
): (host: string, from: Resource) => Answer {
  const from = onceFor((resource: Resource) => onceFor((host: string) => find(host, resource)));
  return (host, resource) => from(resource)(host);
}
