import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Mesh } from "../mesh.ts";
import type { ServiceEntry } from "../objects/service-entry.ts";
import { effectivePolicy } from "../objects/traffic-policy.ts";
import { namespacesAgree } from "../world/by-namespace.ts";
import { nearest } from "../world/nearest.ts";

/** The `tls.mode` of a DestinationRule by which proxies originate TLS to an external host; ISTIO_MUTUAL is none. */
export function tlsOriginationOf(entry: ServiceEntry, port: number, mesh: Mesh): Field | undefined {
  for (const { value } of entry.hosts) {
    const [rule] = mesh.findDestinationRules(value, entry.resource);
    if (rule === undefined || !isMeant(entry, value, { from: rule.resource, mesh })) continue;
    const mode = effectivePolicy(rule, undefined, port).tls?.get("mode");
    if (mode && /^(SIMPLE|MUTUAL)$/.test(mode.text ?? "")) return mode;
  }
  return undefined;
}

/** A DestinationRule next to another entry of the host, such as the next step of a tutorial, is for that one. */
function isMeant(
  entry: ServiceEntry,
  host: string,
  { from, mesh }: { readonly from: Resource; readonly mesh: Mesh },
): boolean {
  const { namespace } = entry.resource;
  const forms = mesh
    .serviceEntriesFor(host)
    .filter((it) => namespacesAgree(it.resource.namespace, namespace));
  return nearest(from, forms, ({ resource }) => resource).includes(entry);
}
