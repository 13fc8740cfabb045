import { policyPlaces } from "../../src/mesh/ask/policy-places.ts";
import { addAfter, replaceValue } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const outlierLocalOriginNeedsSplit = defineRule({
  id: "outlier-local-origin-needs-split",
  topic: "admission",
  summary: "`consecutiveLocalOriginFailures` without `splitExternalLocalOriginErrors`",
  severity: "error",
  answers: ["IST0106"],
  reads: "trafficPolicy",
  fields: policyPlaces("outlierDetection.consecutiveLocalOriginFailures"),
  evidence: [
    istio("pkg/config/validation/validation.go", "validateOutlierDetection: local origin failures"),
  ],
  fixable: "safe",
  *check({ outlierDetection }) {
    const failures = outlierDetection?.get("consecutiveLocalOriginFailures");
    const split = outlierDetection?.get("splitExternalLocalOriginErrors");
    if (failures === undefined || (failures.number()?.value ?? 0) <= 0) return;
    const known = split === undefined || split.boolean() !== undefined;
    if (known && split?.boolean()?.value !== true) yield needsSplit(failures, split);
  },
});

function needsSplit(failures: Field, split: Field | undefined): Finding {
  const entry = "splitExternalLocalOriginErrors: true";
  const edit = split ? replaceValue(split, "true") : addAfter(failures, entry);
  return {
    headline: "`consecutiveLocalOriginFailures` needs `splitExternalLocalOriginErrors: true`",
    primary: { span: failures.keySpan, text: "counted only when errors are split" },
    ...(split && { related: [{ span: split.span, text: "errors are not split" }] }),
    note: "Istio's webhook refuses the DestinationRule: pods that cannot be reached keep getting calls (UNAVAILABLE, 14)",
    help: `set \`${entry}\``,
    ...(edit && { fix: { title: `set \`${entry}\``, safe: true, edits: [edit] } }),
  };
}
