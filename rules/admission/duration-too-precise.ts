import { formatDuration } from "../../src/mesh/objects/duration.ts";
import type { DurationField } from "../../src/mesh/objects/duration-fields.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const durationTooPrecise = defineRule({
  id: "duration-too-precise",
  topic: "admission",
  summary: "a duration is finer than a millisecond (for `maxAge`: a second)",
  severity: "error",
  answers: ["IST0106"],
  reads: "durationField",
  evidence: [
    istio(
      "pkg/config/validation/agent/validation.go",
      "ValidateDuration: only durations to ms precision",
    ),
    istio(
      "pkg/config/validation/validation.go",
      "validateCORSPolicy: max_age to seconds precision",
    ),
  ],
  fixable: "unsafe",
  *check({ field, limit, milliseconds: value }) {
    const step = stepOf[limit];
    // What is below 1ms is `duration-below-1ms`.
    if (value === undefined || step === undefined || value < 1) return;
    if (!isMultiple(value, step)) yield tooPrecise(field, value, step);
  },
});

/** Milliseconds between values that are taken. */
const stepOf: { readonly [Limit in DurationField["limit"]]?: number } = {
  positive: 1,
  "off-at-zero": 1,
  "whole-seconds": 1_000,
};

/** Sums of fractions such as `0.3s` are not exact in binary. */
function isMultiple(value: number, step: number): boolean {
  return Math.abs(value / step - Math.round(value / step)) < 1e-9;
}

function tooPrecise(field: Field, value: number, step: number): Finding {
  const unit = step === 1 ? "milliseconds" : "seconds";
  const rounded = formatDuration(Math.max(step, Math.round(value / step) * step));
  return {
    headline: `\`${String(field.step)}: ${field.text ?? ""}\` is not in whole ${unit}`,
    primary: { span: field.span, text: `not whole ${unit}` },
    note: "Istio refuses the resource, so this version of it never reaches a proxy",
    help: `round it, for instance to \`${rounded}\``,
    ...offerFix(replaceText(field, rounded), { title: `round it to \`${rounded}\``, safe: false }),
  };
}
