import type { Resource } from "../../manifest/resource.ts";
import { envoyPatchesOf, type EnvoyPatch } from "../objects/envoy-filter.ts";
import {
  gatewayApiRouteOf,
  type AnyApiRoute,
  type GatewayApiRoute,
} from "../objects/gateway-api.ts";
import { gatewayOf, type Gateway } from "../objects/gateway.ts";
import { groupBy } from "../../collections/group-by.ts";
import { keptFor, lazy } from "../../collections/lazy.ts";
import { nearest } from "../world/nearest.ts";
import {
  authorizationPolicyOf,
  peerAuthenticationOf,
  type AuthorizationPolicy,
  type PeerAuthentication,
} from "../objects/policies.ts";
import { serviceEntryOf, type ServiceEntry } from "../objects/service-entry.ts";
import { serviceOf, type Service } from "../objects/service.ts";
import { destinationRuleOf, type DestinationRule } from "../objects/traffic-policy.ts";
import { virtualServiceOf, type VirtualService } from "../objects/virtual-service.ts";
import { podTemplateOf, workloadOf, type Workload } from "../objects/workload.ts";

/** Each resource read by itself, by kind; made when first asked for. */
export interface Catalogue {
  readonly services: () => readonly Service[];
  readonly workloads: () => readonly Workload[];
  readonly virtualServices: () => readonly VirtualService[];
  readonly destinationRules: () => readonly DestinationRule[];
  readonly serviceEntries: () => readonly ServiceEntry[];
  readonly gateways: () => readonly Gateway[];
  /** HTTPRoutes and GRPCRoutes. */
  readonly gatewayApiRoutes: () => readonly GatewayApiRoute[];
  /** TLSRoutes and TCPRoutes. */
  readonly connectionRoutes: () => readonly AnyApiRoute[];
  readonly authorizationPolicies: () => readonly AuthorizationPolicy[];
  readonly peerAuthentications: () => readonly PeerAuthentication[];
  readonly envoyPatches: () => readonly EnvoyPatch[];
}

const networking = "networking.istio.io";
const security = "security.istio.io";
const gatewayApi = "gateway.networking.k8s.io";

/** What one resource says by itself stays as long as the resource does, from one mesh to the next. */
const readers = {
  service: keptFor((it: Resource) => serviceOf(it, false)),
  serviceOfIstio: keptFor((it: Resource) => serviceOf(it, true)),
  virtualService: keptFor(virtualServiceOf),
  destinationRule: keptFor(destinationRuleOf),
  serviceEntry: keptFor(serviceEntryOf),
  gateway: keptFor(gatewayOf),
  httpRoute: keptFor((it: Resource) => gatewayApiRouteOf(it, "HTTPRoute")),
  grpcRoute: keptFor((it: Resource) => gatewayApiRouteOf(it, "GRPCRoute")),
  tlsRoute: keptFor((it: Resource) => gatewayApiRouteOf(it, "TLSRoute")),
  tcpRoute: keptFor((it: Resource) => gatewayApiRouteOf(it, "TCPRoute")),
  authorizationPolicy: keptFor(authorizationPolicyOf),
  peerAuthentication: keptFor(peerAuthenticationOf),
  envoyPatches: keptFor(envoyPatchesOf),
};

/** The same of pods, which read their Namespace as well. */
const workloadIn = keptFor((resource: Resource) => {
  if (podTemplateOf(resource) === undefined) return undefined;
  const alone = lazy(() => workloadOf(resource, undefined));
  const within = keptFor((namespace: Resource) => workloadOf(resource, namespace));
  return (namespace: Resource | undefined) => (namespace ? within(namespace) : alone());
});

/**
 * `resources` are whole objects: patches say too little to be read as anything. The names of ports declare protocols where
 * there is an Istio to read them.
 */
export function catalogueOf(
  resources: readonly Resource[],
  isForIstio: () => boolean = () => true,
): Catalogue {
  const byKind = lazy(() => groupBy(resources, ({ type }) => type));
  const each = <T>(
    group: string,
    kind: string,
    read: (resource: Resource) => T,
  ): (() => readonly T[]) => lazy(() => (byKind().get(`${group}/${kind}`) ?? []).map(read));
  const [httpRoutes, grpcRoutes, tlsRoutes, tcpRoutes] = [
    each(gatewayApi, "HTTPRoute", readers.httpRoute),
    each(gatewayApi, "GRPCRoute", readers.grpcRoute),
    each(gatewayApi, "TLSRoute", readers.tlsRoute),
    each(gatewayApi, "TCPRoute", readers.tcpRoute),
  ];
  const envoyFilters = each(networking, "EnvoyFilter", readers.envoyPatches);
  const namespaces = each("", "Namespace", (namespace) => namespace);
  return {
    services: each("", "Service", (it) =>
      isForIstio() ? readers.serviceOfIstio(it) : readers.service(it),
    ),
    workloads: lazy(() => {
      const byName = groupBy(namespaces(), ({ name }) => name);
      const namespaceOf = (it: Resource): Resource | undefined => {
        const found = nearest(it, byName.get(it.namespace ?? "") ?? [], (near) => near);
        return found.length === 1 ? found[0] : undefined;
      };
      const found: Workload[] = [];
      for (const resource of resources) {
        const workload = workloadIn(resource)?.(namespaceOf(resource));
        if (workload) found.push(workload);
      }
      return found;
    }),
    virtualServices: each(networking, "VirtualService", readers.virtualService),
    destinationRules: each(networking, "DestinationRule", readers.destinationRule),
    serviceEntries: each(networking, "ServiceEntry", readers.serviceEntry),
    gateways: each(networking, "Gateway", readers.gateway),
    gatewayApiRoutes: lazy(() => [...httpRoutes(), ...grpcRoutes()]),
    connectionRoutes: lazy(() => [...tlsRoutes(), ...tcpRoutes()]),
    authorizationPolicies: each(security, "AuthorizationPolicy", readers.authorizationPolicy),
    peerAuthentications: each(security, "PeerAuthentication", readers.peerAuthentication),
    envoyPatches: lazy(() => envoyFilters().flat()),
  };
}
