import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import type { ServiceEntry, ServiceEntryPort } from "./service-entry.ts";
import { protocolOf, type Protocol } from "./protocol.ts";

export interface Service {
  readonly resource: Resource;
  readonly ports: readonly ServicePort[];
  /** `clusterIP: None`: clients see pod addresses. */
  readonly headless: boolean;
  /** `spec.type: ExternalName`. */
  readonly externalName: boolean;
  /** Labels that pods must have; empty for a Service without selector. */
  readonly selector: ReadonlyMap<string, Located<string>>;
}

export interface ServicePort {
  readonly service: Service;
  readonly owner: Service;
  /** The entry of `spec.ports`. */
  readonly field: Field;
  readonly number: Located<number> | undefined;
  readonly name: Located<string> | undefined;
  readonly appProtocol: Located<string> | undefined;
  /** A number, or the name of a container port; the Service port's number where it is not written. */
  readonly targetPort: Located<number | string> | undefined;
  readonly protocol: Protocol;
  /** What decides the protocol, for labels: `appProtocol`, else the name, else the port number. */
  readonly protocolSpan: Located<unknown>["span"];
}

/** `readsNames`: whether the names of ports declare protocols, as they do to Istio alone. */
export function serviceOf(resource: Resource, readsNames: boolean): Service {
  const { spec } = resource;
  const ports: ServicePort[] = [];
  const service: Service = {
    resource,
    ports,
    headless: spec?.get("clusterIP")?.text === "None",
    externalName: spec?.get("type")?.text === "ExternalName",
    selector: spec?.get("selector")?.stringMap() ?? new Map(),
  };
  for (const field of spec?.get("ports")?.items() ?? []) {
    ports.push(servicePortOf(service, field, readsNames));
  }
  return service;
}

function servicePortOf(service: Service, field: Field, readsNames: boolean): ServicePort {
  const number = field.get("port")?.number();
  const name = field.get("name")?.string();
  const appProtocol = field.get("appProtocol")?.string();
  const target = targetOf(field);
  return {
    service,
    owner: service,
    field,
    number,
    name,
    appProtocol,
    targetPort: target ?? number,
    protocol: protocolOf({
      name: readsNames ? name?.value : undefined,
      appProtocol: appProtocol?.value,
      transport: field.get("protocol")?.text,
      number: number?.value,
    }),
    protocolSpan: (appProtocol ?? name ?? number)?.span ?? field.span,
  };
}

/**
 * The number or name of a `targetPort`. Where it is left out, `0` or empty, it is the port's own number.
 * Source: kubernetes `pkg/apis/core/v1/defaults.go` SetDefaults_Service (1.35).
 */
function targetOf(port: Field): Located<number | string> | undefined {
  const target = port.get("targetPort")?.scalar();
  const value = target?.value;
  const isWritten = typeof value === "number" || typeof value === "string";
  return target && isWritten && value !== 0 && value !== ""
    ? { value, span: target.span }
    : undefined;
}

/** Who defines a host that is called. */
export type HostOwner = Service | ServiceEntry;

/** A port of a called host; `service` is its owner. */
export type HostPort = ServicePort | ServiceEntryPort;

export type NumberedPort = HostPort & { readonly number: Located<number> };

export function hasNumber(port: HostPort): port is NumberedPort {
  return port.number !== undefined;
}

export function isService(owner: HostOwner | undefined): owner is Service {
  return owner !== undefined && "headless" in owner;
}

/** `50051 (rpc)` or `50051`, for messages; only the name if the number cannot be read. */
export function portTitle({ number, name }: HostPort): string {
  if (number === undefined) return name === undefined ? "without a number" : `\`${name.value}\``;
  return name === undefined ? `${number.value}` : `${number.value} (\`${name.value}\`)`;
}

export function asService(owner: HostOwner | undefined): Service | undefined {
  return isService(owner) ? owner : undefined;
}
