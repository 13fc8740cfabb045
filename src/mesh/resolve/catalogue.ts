import type { Resource } from "../../manifest/resource.ts";
import { envoyPatchesOf, type EnvoyPatch } from "../objects/envoy-filter.ts";
import {
  gatewayApiRouteOf,
  type AnyApiRoute,
  type ApiRouteKind,
  type GatewayApiRoute,
} from "../objects/gateway-api.ts";
import { gatewayOf, type Gateway } from "../objects/gateway.ts";
import { groupBy } from "../../collections/group-by.ts";
import { lazy } from "../../collections/lazy.ts";
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
import { workloadOf, type Workload } from "../objects/workload.ts";

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
  const routes = <Kind extends ApiRouteKind>(
    kind: Kind,
  ): (() => readonly GatewayApiRoute<Kind>[]) =>
    each(gatewayApi, kind, (it) => gatewayApiRouteOf(it, kind));
  const [httpRoutes, grpcRoutes] = [routes("HTTPRoute"), routes("GRPCRoute")];
  const [tlsRoutes, tcpRoutes] = [routes("TLSRoute"), routes("TCPRoute")];
  const envoyFilters = each(networking, "EnvoyFilter", envoyPatchesOf);
  const namespaces = each("", "Namespace", (namespace) => namespace);
  return {
    services: each("", "Service", (it) => serviceOf(it, isForIstio())),
    workloads: lazy(() => {
      const byName = groupBy(namespaces(), ({ name }) => name);
      const namespaceOf = (it: Resource): Resource | undefined => {
        const found = nearest(it, byName.get(it.namespace ?? "") ?? [], (near) => near);
        return found.length === 1 ? found[0] : undefined;
      };
      const found: Workload[] = [];
      for (const resource of resources) {
        const workload = workloadOf(resource, namespaceOf);
        if (workload) found.push(workload);
      }
      return found;
    }),
    virtualServices: each(networking, "VirtualService", virtualServiceOf),
    destinationRules: each(networking, "DestinationRule", destinationRuleOf),
    serviceEntries: each(networking, "ServiceEntry", serviceEntryOf),
    gateways: each(networking, "Gateway", gatewayOf),
    gatewayApiRoutes: lazy(() => [...httpRoutes(), ...grpcRoutes()]),
    connectionRoutes: lazy(() => [...tlsRoutes(), ...tcpRoutes()]),
    authorizationPolicies: each(security, "AuthorizationPolicy", authorizationPolicyOf),
    peerAuthentications: each(security, "PeerAuthentication", peerAuthenticationOf),
    envoyPatches: lazy(() => envoyFilters().flat()),
  };
}
