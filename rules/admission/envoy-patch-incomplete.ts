import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyPatchIncomplete = defineRule({
  id: "envoy-patch-incomplete",
  topic: "admission",
  summary: "an EnvoyFilter patch lacks what to patch, the operation, or the value",
  severity: "error",
  answers: ["IST0106"],
  reads: "envoyPatch",
  evidence: [istio("pkg/config/validation/envoyfilter/envoyfilter.go", "missing applyTo, patch")],
  *check(patch) {
    const missing = missingIn(patch);
    if (missing && patch.field.isMap && patch.context?.value !== "WAYPOINT") {
      yield incomplete(patch, ...missing);
    }
  },
});

/** The first that is missing, and where; Istio looks no further. */
function missingIn({ field, operation, value }: EnvoyPatch): readonly [string, Field] | undefined {
  const applyTo = field.get("applyTo");
  if (isUnset(applyTo)) return ["applyTo", applyTo ?? field];
  const patch = field.get("patch");
  if (patch === undefined) return ["patch", field];
  const written = patch.get("operation");
  if (isUnset(written)) return ["patch.operation", written ?? patch];
  if (!value && operation?.value !== "REMOVE") return ["patch.value", patch];
  return undefined;
}

function isUnset(field: Field | undefined): boolean {
  return field === undefined || field.text === "INVALID";
}

function incomplete({ resource }: EnvoyPatch, name: string, at: Field): Finding {
  const place = at.string() ? at.span : tokenSpan(at);
  return webhookRefusal(resource, {
    headline: `this patch has no \`${name}\``,
    primary: { span: place, text: `no \`${name}\`` },
    help: advice[name] ?? "add `patch` with `operation` and `value`",
  });
}

const advice: Readonly<Record<string, string>> = {
  applyTo: "add `applyTo`, such as `HTTP_FILTER` or `CLUSTER`",
  "patch.operation": "add `operation`, such as `MERGE` or `INSERT_BEFORE`",
  "patch.value": "add `value`; only `REMOVE` needs none",
};
