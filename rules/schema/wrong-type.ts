import { replaceValue } from "../../src/rule/edits.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istioApi, kubernetes } from "../../src/rule/rule.ts";
import type { WrongType } from "../../src/schema/violation.ts";

export const wrongType = defineRule({
  id: "wrong-type",
  topic: "schema",
  summary: "a value of another type than the field takes",
  severity: "error",
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
    if (violation.kind === "wrong-type") yield isAnother(violation);
  },
});

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
  const name = typeof field.step === "string" ? `\`${field.step}\`` : "this item";
  const wanted = expected.map((type) => titles[type]).join(" or ");
  // Only of an item of a list: under a key, it would be dropped.
  const isEmpty = actual === "null";
  const fix = isEmpty ? undefined : retyped(violation);
  const span = isEmpty || field.isMap || field.isList ? tokenSpan(field) : field.span;
  return {
    headline: `${name} is ${titles[actual]}, but must be ${wanted}`,
    primary: { span, text: isEmpty ? "has no value" : (wordForBoolean(field) ?? titles[actual]) },
    note: "the API server refuses the object, so nothing in it takes effect",
    help: isEmpty ? `give ${name} a value, or remove it` : (fix?.title ?? `write ${wanted}`),
    ...(fix && { fix }),
  };
}

/** Not everybody knows that kubectl reads YAML 1.1, in which `y`, `no` and `on` are booleans. */
function wordForBoolean(field: WrongType["field"]): string | undefined {
  const value = field.boolean()?.value;
  const written = field.source.text.slice(field.node.start, field.node.end);
  if (value === undefined || /^(?:true|false)$/i.test(written)) return undefined;
  return `\`${written}\` means ${value} to kubectl`;
}

/** The same scalar with quotes added or taken away, or as the only item of a list. */
function retyped(violation: WrongType): Fix | undefined {
  const { field, actual, expected } = violation;
  const written = field.source.text.slice(field.node.start, field.node.end);
  const isPlain = actual === "integer" || actual === "number" || actual === "boolean";
  if (isPlain && expected.includes("string")) {
    return rewritten(field, `"${written}"`, "put it in quotes");
  }
  const value = field.text;
  if (value === undefined) return undefined;
  if (violation.listOf?.includes("string") && !/[[\]{},\n]/.test(written)) {
    return rewritten(field, `[${written}]`, "make it a list of one item");
  }
  return means(value, expected) ? rewritten(field, value, "remove the quotes") : undefined;
}

function rewritten(field: WrongType["field"], text: string, title: string): Fix | undefined {
  const edit = replaceValue(field, text);
  return edit && { title, safe: true, edits: [edit] };
}

/** Whether a string without its quotes is a value of a wanted type. */
function means(value: string, expected: WrongType["expected"]): boolean {
  if (expected.includes("boolean") && /^(?:true|false)$/.test(value)) return true;
  const isWhole = /^-?(?:0|[1-9]\d*)$/.test(value);
  return isWhole && (expected.includes("integer") || expected.includes("number"));
}
