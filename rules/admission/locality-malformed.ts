import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { localitiesFault } from "../../src/validate/localities.ts";
import type { TrafficPolicy } from "../../src/mesh/objects/traffic-policy.ts";
import type { TextFault } from "../../src/validate/text-fault.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const localityMalformed = defineRule({
  id: "locality-malformed",
  topic: "admission",
  summary: "`distribute` localities are malformed or overlap",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.localityLbSetting"),
  evidence: [istio("pkg/config/validation/agent/validation.go", "validateLocalities")],
  *check(policy) {
    const setting = policy.loadBalancer?.get("localityLbSetting");
    const entries = setting?.get("distribute")?.items() ?? [];
    // Beside `failover` Istio looks no further.
    if (setting === undefined || (setting.get("failover")?.items().length ?? 0) > 0) return;
    const sources = localitiesFault(entries.map((it) => it.get("from")?.text ?? ""));
    const entry = sources && entries[sources.index];
    if (entry) yield malformedSource(policy, entry, sources.fault);
    for (const it of entries) {
      const weights = it.get("to")?.fields() ?? [];
      const found = localitiesFault(weights.map(({ key }) => key.value));
      const key = found && weights[found.index]?.key;
      if (key) yield malformed(policy, key.value, key.span, found.fault.label);
    }
  },
});

function malformedSource(policy: TrafficPolicy, entry: Field, fault: TextFault): Finding {
  const from = entry.get("from");
  const span = from ? from.slice(fault.from, fault.to) : entry.span;
  return malformed(policy, from?.text ?? "", span, from ? fault.label : "no `from`");
}

function malformed({ rule }: TrafficPolicy, locality: string, span: Span, label: string): Finding {
  return webhookRefusal(rule.resource, {
    headline: label.startsWith("covered")
      ? `\`${locality}\` overlaps another locality in the list`
      : locality === ""
        ? "a locality without a name"
        : `\`${locality}\` is not a valid locality`,
    primary: { span, text: label },
    help: label.startsWith("covered")
      ? "remove it, or narrow the other one"
      : "use `region/zone/subzone`, or a part of it with `*` at the end",
  });
}
