import type { Finding } from "../../src/rule/finding.ts";
import { fieldTitle, tokenSpan } from "../../src/rule/places.ts";
import { defineRule, gatewayApi, istioApi } from "../../src/rule/rule.ts";
import type { OutOfBounds } from "../../src/schema/violation.ts";
import { plural } from "../../src/text/lists.ts";

export const valueOutOfBounds = defineRule({
  id: "value-out-of-bounds",
  topic: "schema",
  summary: "a number, string or list outside the bounds of its field",
  severity: "error",
  answers: ["IST0106"],
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
  const most = isMost ? "at most" : "at least";
  const bounded = `${most} ${counted(limit, bound)}`;
  const size = sizeOf(field);
  const written = size === 0 && !isMost ? "is empty" : `${verbFor(bound)} ${counted(size, bound)}`;
  return {
    headline: `${fieldTitle(field)} ${written}; it accepts ${bounded}`,
    primary: {
      span: field.isMap || field.isList ? tokenSpan(field) : field.span,
      text: bounded,
    },
    note: "the API server refuses the object, so nothing in it takes effect",
    help: isMost ? `use ${bounded}` : `use ${bounded}`,
  };
}

function verbFor(bound: OutOfBounds["bound"]): string {
  return bound.endsWith("imum") ? "is" : "has";
}

/** "3 items", "1 character"; the bare number where numbers are bounded. */
function counted(count: number, bound: OutOfBounds["bound"]): string {
  if (bound.endsWith("imum")) return String(count);
  if (bound.endsWith("Length")) return plural(count, "character");
  return plural(count, bound.endsWith("Items") ? "item" : "entry");
}

function sizeOf(field: OutOfBounds["field"]): number {
  if (field.isList) return field.items().length;
  if (field.isMap) return field.entries().length;
  const value = field.scalar()?.value;
  return typeof value === "number" ? value : Array.from(String(value ?? "")).length;
}
