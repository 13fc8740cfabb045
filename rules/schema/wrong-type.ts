import { formatOf } from "../../src/mesh/ask/field-format.ts";
import { isCapitalWord } from "../../src/mesh/objects/placeholder.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { isDuration, retyped, timesMeant } from "../../src/rule/retyped.ts";
import { defineRule, istioApi, kubernetes } from "../../src/rule/rule.ts";
import { perhapsFilled } from "../../src/rule/to-fill.ts";
import type { WrongType } from "../../src/schema/violation.ts";
import { oneOf } from "../../src/text/lists.ts";

export const wrongType = defineRule({
  id: "wrong-type",
  topic: "schema",
  summary: "a value does not have the type of its field",
  severity: "error",
  severityWhere: { warning: "the value looks like a placeholder that a script replaces" },
  answers: ["IST0106"],
  reads: "violation",
  evidence: [
    istioApi("kubernetes/customresourcedefinitions.gen.yaml", "`type` of every field"),
    kubernetes(
      "apimachinery/pkg/util/json",
      "built-in kinds are decoded without conversion of types",
    ),
  ],
  fixable: "safe",
  *check(violation) {
    if (violation.kind !== "wrong-type") return;
    const finding = violation.actual === "null" ? isEmpty(violation) : isAnother(violation);
    const toFill = wordToFill(violation);
    yield toFill === undefined ? finding : perhapsFilled(finding, toFill);
  },
});

/** A word that a script may replace: in the place of a map, words are names of its values. */
function wordToFill({ field, expected }: WrongType): string | undefined {
  const { text } = field;
  if (text === undefined || expected.includes("object") || expected.includes("array"))
    return undefined;
  return isCapitalWord(text) ? text : undefined;
}

const titles = {
  object: "a map",
  array: "a list",
  string: "a string",
  integer: "an integer",
  number: "a number",
  boolean: "a boolean",
  null: "empty",
} as const;

function isAnother(violation: WrongType): Finding {
  const { field, expected, actual } = violation;
  const wanted = expected.map((type) => titles[type]).join(" or ");
  const times = timesMeant(violation);
  const isTime = times.length > 0;
  const fix = retyped(violation);
  const help = fix?.title ?? `use ${wantedBy(violation, wanted)}`;
  return {
    headline: isTime
      ? `\`${field.key.value}: ${String(field.scalar()?.value)}\` has no unit`
      : `${nameOf(field)} is ${titles[actual]}, but must be ${wanted}`,
    primary: {
      span: field.isMap || field.isList ? tokenSpan(field) : field.span,
      text: wordForBoolean(field) ?? titles[actual],
    },
    note: "the API server refuses the object, so nothing in it takes effect",
    help: isTime ? `add a unit: ${oneOf(times)}` : help,
    ...(fix && { fix }),
  };
}

/** Only of an item of a list: under a key, it would be dropped. */
function isEmpty({ field, expected }: WrongType): Finding {
  const wanted = expected.map((type) => titles[type]).join(" or ");
  return {
    headline: `${nameOf(field)} is empty, but must be ${wanted}`,
    primary: { span: tokenSpan(field), text: "has no value" },
    note: "the API server refuses the object, so nothing in it takes effect",
    help: `give ${nameOf(field)} a value, or remove it`,
  };
}

function nameOf({ step }: WrongType["field"]): string {
  return typeof step === "string" ? `\`${step}\`` : "this item";
}

function wantedBy(violation: WrongType, wanted: string): string {
  const { resource, field, accepted, keys = [] } = violation;
  if (isDuration(violation)) return "a duration, such as `10s`";
  if (formatOf(resource, field) === "grpc-status") {
    return "the name of a gRPC status, such as `UNAVAILABLE`";
  }
  if (keys.length > 0) return `${wanted} with ${oneOf(keys)}`;
  return accepted === undefined ? wanted : oneOf(accepted);
}

/** Not everybody knows that kubectl reads YAML 1.1, in which `y`, `no` and `on` are booleans. */
function wordForBoolean(field: WrongType["field"]): string | undefined {
  const value = field.boolean()?.value;
  const written = field.source.text.slice(field.node.start, field.node.end);
  if (value === undefined || /^(?:true|false)$/i.test(written)) return undefined;
  return `\`${written}\` means ${value} to kubectl`;
}
