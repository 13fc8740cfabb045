import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { replaceEntry } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const ringSizeDeprecated = defineRule({
  id: "ring-size-deprecated",
  topic: "admission",
  summary: "`minimumRingSize` is set outside `ringHash`, its deprecated location",
  severity: "error",
  severityWhere: { warning: "Istio still accepts the deprecated place" },
  answers: ["IST0106", "IST0133"],
  reads: "trafficPolicy",
  fields: policyPlaces("loadBalancer.consistentHash.minimumRingSize"),
  evidence: [
    istioApi(
      "networking/v1alpha3/destination_rule.proto",
      "ConsistentHashLB.minimum_ring_size [deprecated]",
    ),
    istio(
      "pkg/config/validation/validation.go",
      "validateLoadBalancer: rejected together with ringHash or maglev",
    ),
  ],
  fixable: "safe",
  *check(policy) {
    const hash = policy.loadBalancer?.get("consistentHash");
    const size = hash?.get("minimumRingSize");
    if (size === undefined) return;
    const other = hash?.get("ringHash") ?? hash?.get("maglev");
    yield other ? besideOther(size, other) : oldPlace(size);
  },
});

function besideOther(size: Field, other: Field): Finding {
  const key = String(other.step);
  return {
    headline: `\`minimumRingSize\` and \`${key}\` are mutually exclusive`,
    primary: { span: size.keySpan, text: "deprecated location" },
    related: [{ span: other.keySpan, text: "the hash algorithm" }],
    note: "Istio's webhook refuses the DestinationRule: calls get no affinity",
    help:
      key === "ringHash"
        ? "move the value to `ringHash.minimumRingSize`"
        : "remove `minimumRingSize`: a Maglev table has `tableSize`",
  };
}

function oldPlace(size: Field): Finding {
  const number = size.number()?.value;
  const entry = `ringHash: { minimumRingSize: ${number ?? ""} }`;
  const edit = number === undefined ? undefined : replaceEntry(size, entry);
  return {
    headline: "`minimumRingSize` outside `ringHash` is deprecated",
    primary: { span: size.keySpan, text: "deprecated location" },
    note: "it still works, but Istio warns when it is applied; calls are hashed the same way with both fields",
    help: "use `ringHash.minimumRingSize`",
    ...(edit && { fix: { title: `use \`${entry}\``, safe: true, edits: [edit] } }),
    severity: "warning",
  };
}
