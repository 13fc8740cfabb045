import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { parseProtocol } from "../objects/protocol.ts";
import { namespaceOf } from "../world/age.ts";
import type { RegisteredHost, RegisteredPort } from "./registered-host.ts";

const statusPort = 15021;

/**
 * The Service that Istio itself makes for a Gateway of the Gateway API; `undefined` for Gateways of other classes, and
 * for those that name a Service of their own.
 * Source: istio `pilot/pkg/config/kube/gateway/deploymentcontroller.go` (1.31).
 */
export function hostOfManagedGateway(
  resource: Resource,
  clusterDomain: string,
): RegisteredHost | undefined {
  const className = resource.spec?.get("gatewayClassName")?.text;
  if (className !== "istio" || resource.spec?.get("addresses")) return undefined;
  const namespace = namespaceOf(resource);
  return {
    host: `${resource.name}-istio.${namespace}.svc.${clusterDomain}`,
    namespace,
    resource,
    service: undefined,
    managed: true,
    ports: [
      {
        field: resource.root,
        number: statusPort,
        name: "status-port",
        protocol: "auto",
        target: undefined,
      },
      ...listenerPorts(resource.spec?.get("listeners")?.items() ?? []),
    ],
    resolution: "endpoints",
    external: false,
    exportTo: ["*"],
    aliasOf: undefined,
    addresses: [],
  };
}

/** One port for each number, named after the first listener. */
function listenerPorts(listeners: readonly Field[]): readonly RegisteredPort[] {
  const found = new Map<number, RegisteredPort>();
  for (const field of listeners) {
    const number = field.get("port")?.number()?.value;
    if (number === undefined || found.has(number)) continue;
    found.set(number, {
      field,
      number,
      name: field.get("name")?.text,
      protocol: parseProtocol(field.get("protocol")?.text ?? ""),
      target: undefined,
    });
  }
  return [...found.values()];
}
