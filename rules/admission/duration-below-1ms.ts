import type { DurationField } from "../../src/mesh/objects/duration-fields.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const durationBelow1ms = defineRule({
  id: "duration-below-1ms",
  topic: "admission",
  summary: 'a duration of zero or below 1ms where that does not mean "off"',
  severity: "error",
  answers: ["IST0106"],
  reads: "durationField",
  evidence: [
    istioApi("kubernetes/customresourcedefinitions.gen.yaml", "duration(self) >= duration('1ms')"),
    istio("pkg/config/validation/agent/validation.go", "ValidateDuration"),
  ],
  fixable: "safe",
  *check({ field, limit, milliseconds: value }, { settings }) {
    if (limit === "at-least-1ms" && minor(settings.istioVersion) < firstWithCel) return;
    if (value !== undefined && isTooShort(value, limit)) yield tooShort(field, value);
  },
});

/** The release from which the CRDs check durations; the webhook did so before, but not all of them. */
const firstWithCel = 23;

function minor(release: string): number {
  return Number(release.split(".")[1] ?? 0);
}

function isTooShort(milliseconds: number, limit: DurationField["limit"]): boolean {
  if (limit === "any") return false;
  return limit === "off-at-zero" ? milliseconds < 0 : milliseconds < 1;
}

/** Fields that are off where they are absent. */
const offWhenAbsent: ReadonlySet<string> = new Set(["timeout", "perTryTimeout"]);

function tooShort(field: Field, value: number): Finding {
  const name = String(field.step);
  const written = field.text ?? "";
  const off = value === 0 && offWhenAbsent.has(name) && field.path.startsWith("spec.http[");
  const edit = off ? removeField(field) : undefined;
  return {
    headline: `\`${name}: ${written}\` is below 1ms, the minimum`,
    primary: { span: field.span, text: value === 0 ? 'zero is not "off"' : "too short" },
    note: "the API server refuses the resource, so this version of it never reaches a proxy",
    help: off
      ? `remove \`${name}\`: without it there is no limit`
      : `use at least \`1ms\`, or remove \`${name}\` to get the default`,
    ...(edit && { fix: { title: `remove \`${name}\``, safe: true, edits: [edit] } }),
  };
}
