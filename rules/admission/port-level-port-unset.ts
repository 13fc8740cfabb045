import type { TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { addEntry } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const portLevelPortUnset = defineRule({
  id: "port-level-port-unset",
  topic: "admission",
  summary: "an entry of `portLevelSettings` has no port",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  fields: {
    "networking.istio.io/DestinationRule": [
      "spec.trafficPolicy.portLevelSettings[]",
      "spec.subsets[].trafficPolicy.portLevelSettings[]",
    ],
  },
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validatePortTrafficPolicies: must have valid port",
    ),
  ],
  fixable: "unsafe",
  *check(policy, mesh) {
    const { field, replaces } = policy;
    if (replaces === undefined || !field.isMap || field.get("port") !== undefined) return;
    const first = field.fields()[0];
    // `traffic-policy-empty` speaks of entries without anything.
    if (first) yield unset(first, portsOf(policy, mesh.ownerOf(policy.rule)?.ports ?? []));
  },
});

/** The numbers of the Service's ports that have no entry yet. */
function portsOf(
  { replaces, rule }: TrafficPolicy,
  ports: readonly { readonly number: { readonly value: number } | undefined }[],
): readonly number[] {
  const taken = new Set(
    rule.policies.filter((it) => it.replaces === replaces).map(({ port }) => port?.value),
  );
  return ports.flatMap(({ number }) => (number && !taken.has(number.value) ? [number.value] : []));
}

function unset(first: Field, free: readonly number[]): Finding {
  const entry = free.length === 1 ? `port: { number: ${free[0] ?? ""} }` : undefined;
  return {
    headline: "an entry of `portLevelSettings` has no port",
    primary: { span: first.keySpan, text: "no `port`" },
    note: "Istio's webhook refuses the DestinationRule: none of its settings take effect",
    help:
      entry === undefined
        ? "add `port` with the `number` of the Service's port"
        : `add \`${entry}\``,
    ...(entry !== undefined &&
      first.parent &&
      offerFix(addEntry(first.parent, entry), {
        title: `add \`${entry}\` (the settings then apply to that port)`,
        safe: false,
      })),
  };
}
