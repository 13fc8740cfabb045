import type { Finding } from "../../src/rule/finding.ts";
import { fieldTitle, tokenSpan } from "../../src/rule/places.ts";
import { defineRule, gatewayApi, istioApi } from "../../src/rule/rule.ts";
import type { OutOfBounds } from "../../src/schema/violation.ts";

export const valueOutOfBounds = defineRule({
  id: "value-out-of-bounds",
  topic: "schema",
  summary: "a number, text or list beyond the bounds of its field",
  severity: "error",
  reads: "violation",
  evidence: [
    istioApi("kubernetes/customresourcedefinitions.gen.yaml", "bounds of every field"),
    gatewayApi("config/crd/standard", "bounds of every field"),
  ],
  *check(violation) {
    if (violation.kind === "out-of-bounds") yield outside(violation);
  },
});

function outside({ field, bound, limit }: OutOfBounds): Finding {
  const isMost = bound.startsWith("max");
  const unit = { Length: " characters", Items: " items", Properties: " entries", imum: "" }[
    bound.slice(3)
  ];
  const verb = unit === "" ? "is" : "has";
  const relation = isMost ? "more" : "less";
  return {
    headline: `${fieldTitle(field)} ${verb} ${sizeOf(field)}${unit}, ${relation} than ${limit}`,
    primary: {
      span: field.isMap || field.isList ? tokenSpan(field) : field.span,
      text: isMost ? `at most ${limit}${unit}` : `at least ${limit}${unit}`,
    },
    note: "the API server refuses the object, so nothing in it takes effect",
    help: isMost ? `keep to at most ${limit}${unit}` : `write at least ${limit}${unit}`,
  };
}

function sizeOf(field: OutOfBounds["field"]): number {
  if (field.isList) return field.items().length;
  if (field.isMap) return field.fields().length;
  const value = field.scalar()?.value;
  return typeof value === "number" ? value : Array.from(String(value ?? "")).length;
}
