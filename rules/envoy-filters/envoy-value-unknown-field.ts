import { envoyBreaches, shortType } from "../../src/mesh/ask/envoy-breaches.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import { renameKey } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, envoy, istio, thread } from "../../src/rule/rule.ts";
import type { ProtoBreach } from "../../src/schema/protos/proto-breaches.ts";
import { similarName } from "../../src/text/similar-name.ts";

export const envoyValueUnknownField = defineRule({
  id: "envoy-value-unknown-field",
  topic: "envoy-filters",
  summary: "the value of a patch has a field that Envoy's type does not have",
  severity: "error",
  severityWhere: {
    warning: "a newer Envoy may have the field, and a similar one is known",
    info: "a newer Envoy may have the field",
  },
  reads: "envoyPatch",
  evidence: [
    istio(
      "pkg/config/validation/envoyfilter/envoyfilter.go",
      "strict decoding gives a warning: unknown field; it is left out",
    ),
    envoy(
      "api/envoy/config/cluster/v3/cluster.proto",
      'reserved "hosts", "tls_context"; others alike',
    ),
    thread("istio/istio#22068", "`hosts` in a patched cluster, after Envoy's v2 API"),
  ],
  fixable: "unsafe",
  *check(patch) {
    for (const breach of envoyBreaches(patch)) {
      const isField = breach.kind === "unknown" || breach.kind === "removed";
      // `envoy-filter-without-type` speaks of `config`.
      if (isField && breach.field.key.value !== "config") yield unknownField(patch, breach);
    }
  },
});

function unknownField({ resource }: EnvoyPatch, breach: ProtoBreach): Finding {
  const { kind, field, message, around } = breach;
  const { value: key, span } = field.key;
  const similar = similarName(key, breach.names);
  const isRemoved = kind === "removed";
  const isLikely = similar !== undefined || around !== undefined;
  return {
    headline: `Envoy's ${shortType(message)} has no field \`${key}\``,
    primary: { span, text: isRemoved ? "removed from Envoy's API" : "unknown field" },
    note: `Istio drops the field with a warning: this part of \`${resource.name}\` does nothing for gRPC calls`,
    help: helpFor(breach, similar),
    // A newer Envoy may have it.
    ...(!isRemoved && { severity: isLikely ? ("warning" as const) : ("info" as const) }),
    ...offerFix(similar === undefined ? undefined : renameKey(field, similar), {
      title: `rename it to \`${similar ?? ""}\` (the setting then takes effect)`,
      safe: false,
    }),
  };
}

/** The current names of fields of the old API. */
const replacements: ReadonlyMap<string, string> = new Map([
  ["hosts", "`load_assignment`"],
  ["tls_context", '`transport_socket` with `"@type"` of a TLS context'],
  ["extension_protocol_options", "`typed_extension_protocol_options`"],
  ["per_filter_config", "`typed_per_filter_config`"],
  ["config", "`typed_config`"],
]);

function helpFor(
  { kind, field, message, around }: ProtoBreach,
  similar: string | undefined,
): string {
  const replacement = kind === "removed" ? replacements.get(field.key.value) : undefined;
  if (replacement !== undefined) return `use ${replacement}`;
  if (similar !== undefined) return `use \`${similar}\``;
  return around === undefined
    ? `check the fields of \`${message}\` in Envoy's API reference, and the nesting of this one`
    : `move it out: it is a field of ${shortType(around)}`;
}
