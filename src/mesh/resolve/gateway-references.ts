import type { Resource } from "../../manifest/resource.ts";
import type { ObjectName } from "./object-lookups.ts";

/**
 * What `spec.gateways` of a VirtualService means: `name`, `namespace/name`, `./name`, or the old `name.namespace.svc.domain`.
 * Source: istio `pilot/pkg/model/config.go` resolveGatewayName (1.31).
 */
export function gatewayNameOf(written: string, from: Pick<Resource, "namespace">): ObjectName {
  const slash = written.indexOf("/");
  if (slash < 0) {
    const [name = "", namespace = from.namespace] = written.split(".");
    return { name, namespace };
  }
  const namespace = written.slice(0, slash);
  return {
    name: written.slice(slash + 1),
    namespace: namespace === "." ? from.namespace : namespace,
  };
}
