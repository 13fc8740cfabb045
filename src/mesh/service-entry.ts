import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";
import type { Located } from "../yaml/source.ts";
import { parseProtocol, type Protocol } from "./protocol.ts";

export interface ServiceEntry {
  readonly resource: Resource;
  readonly hosts: readonly Located<string>[];
  readonly resolution: Located<string> | undefined;
  readonly ports: readonly ServiceEntryPort[];
}

export interface ServiceEntryPort {
  readonly field: Field;
  readonly number: Located<number> | undefined;
  readonly targetPort: Located<number> | undefined;
  readonly protocolName: Located<string> | undefined;
  readonly protocol: Protocol;
}

export function serviceEntryOf(resource: Resource): ServiceEntry {
  const { spec } = resource;
  return {
    resource,
    hosts: spec?.get("hosts")?.strings() ?? [],
    resolution: spec?.get("resolution")?.string(),
    ports: (spec?.get("ports")?.items() ?? []).map((field) => {
      const protocolName = field.get("protocol")?.string();
      return {
        field,
        number: field.get("number")?.number(),
        targetPort: field.get("targetPort")?.number(),
        protocolName,
        protocol: parseProtocol(protocolName?.value ?? ""),
      };
    }),
  };
}
