import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import type { MeshConfig } from "../objects/mesh-config.ts";
import { groupBy } from "../../collections/group-by.ts";
import { lazy, onceFor } from "../../collections/lazy.ts";
import { nearest } from "../world/nearest.ts";
import type { VirtualService } from "../objects/virtual-service.ts";
import { exportToOf, isVisible } from "./visibility.ts";

/** What an entry of `http` names as its delegate. */
export interface DelegateName {
  readonly field: Field;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** A route that hands requests on, and the VirtualService it is in. */
export interface Delegation {
  readonly root: VirtualService;
  /** The entry of `http`. */
  readonly field: Field;
}

/** Which VirtualServices delegate to which. */
export interface Delegates {
  /** VirtualServices that a route names as its delegate; more than one where variants are equally near. */
  delegatesOf(delegation: Delegation): readonly VirtualService[];
  /** Routes that include a VirtualService as their delegate. */
  rootsOf(service: VirtualService): readonly Delegation[];
}

/** Why Istio leaves a delegate out, and with it the route that names it. */
export type DelegateFault = "has hosts" | "not exported";

export function delegateNameOf(route: Field, { namespace }: Resource): DelegateName | undefined {
  const field = route.get("delegate");
  if (field === undefined) return undefined;
  const written = field.get("namespace")?.text ?? "";
  return {
    field,
    name: field.get("name")?.text ?? "",
    namespace: written === "" ? namespace : written,
  };
}

/** Source: istio `pilot/pkg/model/virtualservice_controller.go` mergeVirtualServices (1.31). */
export function delegateFault(
  { hosts, resource }: VirtualService,
  root: VirtualService,
  config: MeshConfig,
): DelegateFault | undefined {
  if (hosts.length > 0) return "has hosts";
  const exportTo = exportToOf(resource, "VirtualService", config);
  return isVisible(exportTo, resource.namespace, root.resource.namespace)
    ? undefined
    : "not exported";
}

export function delegatesIn(
  services: () => readonly VirtualService[],
  config: () => MeshConfig,
): Delegates {
  const byName = lazy(() => groupBy(services(), ({ resource }) => resource.name));

  function delegatesOf({ root, field }: Delegation): readonly VirtualService[] {
    const meant = delegateNameOf(field, root.resource);
    const named = meant ? (byName().get(meant.name) ?? []) : [];
    const found = named.filter((it) => namespacesAgree(it.resource.namespace, meant?.namespace));
    return nearest(root.resource, found, ({ resource }) => resource);
  }

  const byDelegate = lazy(() => {
    const delegations = services()
      .filter(({ hosts }) => hosts.length > 0)
      .flatMap((root) => root.http.map((field) => ({ root, field })));
    const included = delegations.flatMap((delegation) =>
      delegatesOf(delegation)
        .filter((it) => delegateFault(it, delegation.root, config()) === undefined)
        .map((delegate) => ({ delegate, delegation })),
    );
    return groupBy(included, ({ delegate }) => delegate);
  });
  const rootsOf = onceFor((service: VirtualService) =>
    (byDelegate().get(service) ?? []).map(({ delegation }) => delegation),
  );
  return { delegatesOf, rootsOf };
}

const inherited = [
  "rewrite",
  "directResponse",
  "timeout",
  "retries",
  "fault",
  "mirror",
  "mirrorPercent",
  "mirrorPercentage",
  "mirrors",
  "corsPolicy",
  "headers",
] as const;

const inheritable: ReadonlySet<string> = new Set(inherited);

/** A route setting; inheritable ones may be set by the delegating route. */
export type RouteSetting = (typeof inherited)[number] | "redirect" | "route";

/**
 * A setting of a route, or else of the one that delegates to it.
 * Source: istio `pilot/pkg/model/virtualservice.go` mergeHTTPRoute (1.31).
 */
export function settingOf(
  route: Field,
  root: Field | undefined,
  key: RouteSetting,
): Field | undefined {
  return route.get(key) ?? (inheritable.has(key) ? root?.get(key) : undefined);
}
