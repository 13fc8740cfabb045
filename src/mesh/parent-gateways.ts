import type { Field } from "../yaml/field.ts";
import type { GatewayApiRoute } from "./gateway-api.ts";
import type { Mesh } from "./mesh.ts";

/**
 * What says that Istio implements a route: a Service as parent, or a Gateway of one of Istio's classes that the
 * inputs hold. `undefined` for routes of other or unknown implementations, which may support more or less.
 */
export function istioParentOf(route: GatewayApiRoute, mesh: Mesh): Field | undefined {
  return route.parents.find((parent) => {
    const kind = parent.get("kind")?.text ?? "Gateway";
    if (kind !== "Gateway") return kind === "Service";
    const name = parent.get("name")?.text;
    const namespace = parent.get("namespace")?.text ?? route.resource.namespace;
    return mesh.all
      .resource()
      .some(
        (it) =>
          it.kind === "Gateway" &&
          it.group === "gateway.networking.k8s.io" &&
          it.name === name &&
          (it.namespace ?? namespace) === (namespace ?? it.namespace) &&
          istioClass.test(it.spec?.get("gatewayClassName")?.text ?? ""),
      );
  });
}

/** Source: istio `pkg/config/constants/constants.go` (1.31). */
const istioClass = /^istio(?:-remote|-waypoint|-east-west)?$/;
