import type { Span } from "../../yaml/source.ts";
import type { Mesh } from "../mesh.ts";
import type { AuthorizationPolicy } from "../objects/policies.ts";
import { gatewaysPerhapsUnder } from "./reached-gateways.ts";

/** Why calls that a policy decides about are gRPC: at its pods, or at gateways that it selects. */
export function servesGrpcUnder(policy: AuthorizationPolicy, mesh: Mesh): Span | undefined {
  const ports = mesh
    .workloadsUnder(policy)
    .flatMap((pod) => mesh.servicesOf(pod))
    .flatMap((service) => service.ports);
  for (const port of ports) {
    const [evidence] = mesh.evidenceFor(port);
    if (evidence) return evidence.span;
  }
  if (policy.selector.size === 0) return undefined;
  const routes = gatewaysPerhapsUnder(policy, mesh)
    .flatMap(({ servers }) => servers)
    .flatMap((server) => mesh.virtualServicesOf(server))
    .flatMap(({ resource }) => mesh.routesOf(resource));
  return routes.flatMap(({ evidence }) => evidence)[0]?.span;
}
