import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located, Span } from "../../yaml/source.ts";
import { parseProtocol, type Protocol } from "./protocol.ts";

export interface ServiceEntry {
  readonly resource: Resource;
  readonly hosts: readonly Located<string>[];
  readonly resolution: Located<string> | undefined;
  readonly ports: readonly ServiceEntryPort[];
}

export interface ServiceEntryPort {
  /** Where a Service's ports have it. */
  readonly service: undefined;
  readonly owner: ServiceEntry;
  readonly field: Field;
  readonly number: Located<number> | undefined;
  readonly name: Located<string> | undefined;
  readonly targetPort: Located<number> | undefined;
  readonly protocolName: Located<string> | undefined;
  readonly protocol: Protocol;
  /** What decides the protocol, for labels. */
  readonly protocolSpan: Span;
}

export function serviceEntryOf(resource: Resource): ServiceEntry {
  const { spec } = resource;
  const ports: ServiceEntryPort[] = [];
  const entry: ServiceEntry = {
    resource,
    hosts: spec?.get("hosts")?.strings() ?? [],
    resolution: spec?.get("resolution")?.string(),
    ports,
  };
  for (const field of spec?.get("ports")?.items() ?? []) ports.push(portOf(entry, field));
  return entry;
}

function portOf(owner: ServiceEntry, field: Field): ServiceEntryPort {
  const number = field.get("number")?.number();
  const protocolName = field.get("protocol")?.string();
  return {
    service: undefined,
    owner,
    field,
    number,
    name: field.get("name")?.string(),
    targetPort: field.get("targetPort")?.number(),
    protocolName,
    protocol: parseProtocol(protocolName?.value ?? ""),
    protocolSpan: (protocolName ?? number)?.span ?? field.span,
  };
}
