import type { Resource } from "../../manifest/resource.ts";
import { everyGatewayOf, type Bindings } from "./bindings.ts";
import type { Catalogue } from "./catalogue.ts";
import { plain, type Labels } from "./pod.ts";
import type { AnyApiRoute } from "../objects/gateway-api.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import type { Pods } from "./pods.ts";
import type { VirtualService } from "../objects/virtual-service.ts";

/** The proxies that call a host. What is `undefined` is not known. */
export interface Client {
  readonly namespace: string | undefined;
  readonly labels: Labels | undefined;
}

/** The proxies that apply a resource's settings for hosts; `undefined` if they may be anywhere. */
export type ClientOf = (resource: Resource) => Client | undefined;

/**
 * Routes of the mesh are taken for those of clients in their namespace. Routes of gateways alone are read by pods of
 * gateways, which a Gateway's selector finds in any namespace; a Gateway of the Gateway API has its pods beside itself.
 */
export function clientFinder(
  catalogue: Catalogue,
  bound: () => Bindings,
  pods: Pick<Pods, "podsOfGateway">,
): ClientOf {
  const services = lazy(
    () => new Map(catalogue.virtualServices().map((it) => [it.resource, it] as const)),
  );
  const routes = lazy(
    () =>
      new Map(
        [...catalogue.gatewayApiRoutes(), ...catalogue.connectionRoutes()].map(
          (it) => [it.resource, it] as const,
        ),
      ),
  );
  return onceFor((resource) => {
    if (isServer(resource)) return undefined;
    const service = resource.kind === "VirtualService" && services().get(resource);
    if (service && isForGateways(service)) return gatewayPod(service, bound(), pods);
    const route = resource.kind.endsWith("Route") && routes().get(resource);
    if (route && isForGateways(route)) return besideParent(route);
    return { namespace: resource.namespace, labels: undefined };
  });
}

/** Services and ServiceEntries are called from anywhere. */
export function isServer({ kind }: Resource): boolean {
  return kind === "Service" || kind === "ServiceEntry";
}

/** Whether only gateways use it. */
function isForGateways({ viaMesh, viaGateway }: VirtualService | AnyApiRoute): boolean {
  return viaGateway && !viaMesh;
}

function gatewayPod(
  service: VirtualService,
  bound: Bindings,
  pods: Pick<Pods, "podsOfGateway">,
): Client | undefined {
  const groups = (everyGatewayOf(service, bound) ?? []).map((it) => pods.podsOfGateway(it));
  const found = [...new Set(groups.flat())];
  const [first, ...others] = found;
  const { namespace } = first?.resource ?? {};
  if (first === undefined || namespace === undefined || groups.some(({ length }) => length === 0))
    return undefined;
  if (others.some(({ resource }) => resource.namespace !== namespace)) return undefined;
  return { namespace, labels: others.length === 0 ? plain(first.labels) : undefined };
}

function besideParent({ parents, resource }: AnyApiRoute): Client | undefined {
  const namespaces = new Set(
    parents.map((parent) => parent.get("namespace")?.text ?? resource.namespace),
  );
  const [namespace] = namespaces;
  return namespaces.size === 1 ? { namespace, labels: undefined } : undefined;
}
