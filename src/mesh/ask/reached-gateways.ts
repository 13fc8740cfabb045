import type { Resource } from "../../manifest/resource.ts";
import type { Mesh } from "../mesh.ts";
import type { Gateway } from "../objects/gateway.ts";
import { selects, type Selector } from "../objects/select.ts";
import { namespacesAgree } from "../world/by-namespace.ts";

/** Pods by their labels: those of a namespace, or of all where a resource of the root namespace asks. */
export interface PodChoice {
  readonly resource: Resource;
  readonly selector: Selector;
}

/** Gateways whose pods a policy or an EnvoyFilter is for. */
export function gatewaysUnder(choice: PodChoice, mesh: Mesh): readonly Gateway[] {
  const isForAll = choice.resource.namespace === mesh.config().rootNamespace;
  return mesh.all.gateway().filter((gateway) => {
    if (gateway.selector.size === 0) return false;
    return (
      (isForAll && selects(choice.selector, gateway.selector)) ||
      mesh
        .podsOfGateway(gateway)
        .some(
          ({ labels, resource }) =>
            selects(choice.selector, labels) &&
            (isForAll || namespacesAgree(resource.namespace, choice.resource.namespace)),
        )
    );
  });
}

/** Those too whose pods the inputs do not hold, where their labels are the ones that are asked for. */
export function gatewaysPerhapsUnder(choice: PodChoice, mesh: Mesh): readonly Gateway[] {
  const sure = new Set(gatewaysUnder(choice, mesh));
  return mesh.all
    .gateway()
    .filter(
      (gateway) =>
        sure.has(gateway) ||
        (choice.selector.size > 0 &&
          gateway.selector.size > 0 &&
          selects(choice.selector, gateway.selector) &&
          mesh.podsOfGateway(gateway).length === 0),
    );
}
