import type { Field } from "../../yaml/field.ts";
import type { Mesh } from "../mesh.ts";
import type { ServiceEntry } from "../objects/service-entry.ts";
import { effectivePolicy } from "../objects/traffic-policy.ts";

/** The `tls.mode` of a DestinationRule by which proxies start TLS to an external host; ISTIO_MUTUAL is none. */
export function tlsOriginationOf(entry: ServiceEntry, port: number, mesh: Mesh): Field | undefined {
  for (const { value } of entry.hosts) {
    const [rule] = mesh.findDestinationRules(value, entry.resource);
    const mode = rule && effectivePolicy(rule, undefined, port).tls?.get("mode");
    if (mode && /^(SIMPLE|MUTUAL)$/.test(mode.text ?? "")) return mode;
  }
  return undefined;
}
