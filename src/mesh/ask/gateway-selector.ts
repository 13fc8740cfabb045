import type { Mesh } from "../mesh.ts";
import { selects, type Selector } from "../objects/select.ts";

const gatewayLabels = ["istio", "gateway.networking.k8s.io/gateway-name"];

/** Whether labels are, or may be, those of a gateway's pods: there Gateways decide what is listened to. */
export function isGatewaySelector(selector: Selector, mesh: Mesh): boolean {
  return (
    gatewayLabels.some((key) => selector.has(key)) ||
    [...selector.values()].some(({ value }) => /gateway|waypoint/.test(value)) ||
    mesh.all
      .gateway()
      .some(
        (it) =>
          it.selector.size > 0 &&
          (selects(it.selector, selector) || selects(selector, it.selector)),
      )
  );
}
