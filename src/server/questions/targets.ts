import { portTitle, type HostOwner, type HostPort } from "../../mesh/objects/service.ts";
import type { Subset } from "../../mesh/objects/traffic-policy.ts";
import type { ContainerPort, Workload } from "../../mesh/objects/workload.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { RpcMethod, RpcService } from "../../rpc/rpc.ts";
import type { Target } from "./occurrence.ts";

/** A resource by its name. */
export function objectTarget(resource: Resource): Target {
  const { kind, name, metadata, root } = resource;
  const span = (metadata?.get("name") ?? root.get("kind") ?? root).span;
  const isHost = resource.type === "/Service";
  return { kind: isHost ? "host" : "object", title: `${kind} \`${name}\``, name, span, resource };
}

/** Who answers for a host: a Service by its name, a ServiceEntry by the host in its list. */
export function hostTarget(owner: HostOwner, host: string): Target {
  const { resource } = owner;
  if (!("hosts" in owner)) return objectTarget(resource);
  const written = owner.hosts.find(({ value }) => value === host) ?? owner.hosts[0];
  if (written === undefined) return objectTarget(resource);
  return {
    kind: "object",
    title: `${resource.kind} \`${resource.name}\``,
    name: written.value,
    span: written.span,
    resource,
  };
}

export function portTarget(port: HostPort): Target {
  const { resource } = port.owner;
  return {
    kind: "port",
    title: `port ${portTitle(port)} of ${resource.kind} \`${resource.name}\``,
    name: String(port.number?.value ?? port.name?.value ?? ""),
    span: (port.number ?? port.name)?.span ?? port.field.span,
    resource,
  };
}

export function containerPortTarget(port: ContainerPort, { resource }: Workload): Target {
  const name = String(port.name?.value ?? port.number?.value ?? "");
  return {
    kind: "port",
    title: `container port \`${name}\` of ${resource.kind} \`${resource.name}\``,
    name,
    span: (port.name ?? port.number)?.span ?? port.field.span,
    resource,
  };
}

export function subsetTarget({ name, field }: Subset, resource: Resource): Target {
  const value = name?.value ?? "";
  return {
    kind: "subset",
    title: `subset \`${value}\` of DestinationRule \`${resource.name}\``,
    name: value,
    span: name?.span ?? field.span,
    resource,
  };
}

/** The pods of a workload, which selectors find by their labels. */
export function podTarget({ resource }: Workload): Target {
  return { ...objectTarget(resource), kind: "pod" };
}

export function rpcTarget({ name }: RpcService | RpcMethod): Target {
  const { value, span } = name;
  return { kind: "rpc", title: `\`${value}\``, name: value, span, resource: undefined };
}
