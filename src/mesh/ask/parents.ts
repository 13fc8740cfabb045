import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import type { AnyApiRoute, ApiRouteKind } from "../objects/gateway-api.ts";
import type { Mesh } from "../mesh.ts";

/** A Gateway of the Gateway API that a route names as its parent. */
export interface ParentGateway {
  readonly field: Field;
  readonly name: Located<string>;
  readonly namespace: string | undefined;
  /** The one of the inputs; more where several are equally near. */
  readonly found: readonly Resource[];
}

export function parentGatewaysOf(
  { parents, resource }: AnyApiRoute,
  mesh: Mesh,
): readonly ParentGateway[] {
  return parents.flatMap((field) => {
    const kind = field.get("kind")?.text ?? "Gateway";
    const group = field.get("group")?.text ?? "gateway.networking.k8s.io";
    const name = field.get("name")?.string();
    if (kind !== "Gateway" || group !== "gateway.networking.k8s.io" || name === undefined)
      return [];
    const namespace = field.get("namespace")?.text ?? resource.namespace;
    const found = mesh.meantBy(resource, "gateway.networking.k8s.io/Gateway", {
      name: name.value,
      namespace,
    });
    return [{ field, name, namespace, found }];
  });
}

/** The listeners that a reference to a Gateway means: all, or those of its section and port. */
export function listenersOf({ field, found }: ParentGateway): readonly Field[] {
  const section = field.get("sectionName")?.text;
  const port = field.get("port")?.number()?.value;
  const all = found[0]?.spec?.get("listeners")?.items() ?? [];
  return all.filter(
    (it) =>
      (section === undefined || it.get("name")?.text === section) &&
      (port === undefined || it.get("port")?.number()?.value === port),
  );
}

/** What a reference asks for that no listener of the Gateway has: `sectionName`, or `port`. */
export function missedListener(
  parent: ParentGateway,
  { spec }: Resource,
): MissedListener | undefined {
  const listeners = spec?.get("listeners")?.items() ?? [];
  const section = parent.field.get("sectionName");
  const port = parent.field.get("port");
  const named = listeners.filter((it) => !section || it.get("name")?.text === section.text);
  if (section?.text !== undefined && named.length === 0)
    return { field: section, known: listeners.flatMap((it) => it.get("name")?.text ?? []) };
  const number = port?.number()?.value;
  const ports = named.map((it) => it.get("port")?.number()?.value);
  return port === undefined || number === undefined || ports.includes(number) || !areKnown(ports)
    ? undefined
    : { field: port, known: [...new Set(ports.map(String))] };
}

export interface MissedListener {
  readonly field: Field;
  /** What listeners have instead. */
  readonly known: readonly string[];
}

/** None of them is filled in later. */
function areKnown(ports: readonly (number | undefined)[]): boolean {
  return ports.length > 0 && !ports.includes(undefined);
}

/** Kinds of routes that a listener can never have, by its protocol. */
const foreignKinds: Readonly<Record<string, readonly ApiRouteKind[]>> = {
  HTTP: ["TLSRoute", "TCPRoute"],
  HTTPS: ["TLSRoute", "TCPRoute"],
  TLS: ["HTTPRoute", "GRPCRoute"],
  TCP: ["HTTPRoute", "GRPCRoute", "TLSRoute"],
  UDP: ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"],
};

/** What keeps routes of a kind from a listener: the kinds that it allows, or its protocol. */
export function kindRefusedBy(listener: Field, kind: ApiRouteKind): Field | undefined {
  const kinds = listener.at("allowedRoutes", "kinds");
  const allowed = kinds?.items().flatMap((it) => it.get("kind")?.text ?? []) ?? [];
  if (allowed.length > 0 && !allowed.includes(kind)) return kinds;
  const protocol = listener.get("protocol");
  return foreignKinds[protocol?.text ?? ""]?.includes(kind) ? protocol : undefined;
}
