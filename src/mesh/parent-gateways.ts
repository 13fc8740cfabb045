import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";
import type { GatewayApiRoute } from "./gateway-api.ts";
import type { Mesh } from "./mesh.ts";
import { parentGatewaysOf } from "./parents.ts";

/**
 * What says that Istio implements a route: a Service as parent, or a Gateway of one of Istio's classes that the
 * inputs hold. `undefined` for routes of other or unknown implementations, which may support more or less.
 */
export function istioParentOf(route: GatewayApiRoute, mesh: Mesh): Field | undefined {
  const gateways = new Set(
    parentGatewaysOf(route, mesh)
      .filter(({ found }) => found.some(isOfIstio))
      .map(({ field }) => field),
  );
  return route.parents.find((it) => it.get("kind")?.text === "Service" || gateways.has(it));
}

function isOfIstio({ spec }: Resource): boolean {
  return istioClass.test(spec?.get("gatewayClassName")?.text ?? "");
}

/** Source: istio `pkg/config/constants/constants.go` (1.31). */
const istioClass = /^istio(?:-remote|-waypoint|-east-west)?$/;
