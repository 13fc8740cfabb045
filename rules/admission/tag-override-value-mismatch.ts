import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "telemetry.istio.io/Telemetry": ["spec.metrics[].overrides[].tagOverrides{}"] };

export const tagOverrideValueMismatch = defineRule({
  id: "tag-override-value-mismatch",
  topic: "admission",
  summary: "a metric tag is set without a value, or removed with one",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "tagOverrides: value must be set when operation is UPSERT, and not when it is REMOVE",
    ),
  ],
  *check(resource) {
    for (const tag of placesOf(resource, places)) {
      const operation = tag.get("operation");
      const value = tag.get("value");
      const name = operation === undefined ? "UPSERT" : operation.text;
      const isSet = value !== undefined && value.text !== "";
      if (name === "UPSERT" && !isSet && !hasOthers(tag)) yield withoutValue(tag, operation);
      if (operation && name === "REMOVE" && value) yield withValue(value, operation);
    }
  },
});

/** One of them may be the value, misspelt. */
function hasOthers(tag: Field): boolean {
  return !tag.isMap || tag.keys.some((key) => key !== "operation" && key !== "value");
}

function withoutValue(tag: Field, operation: Field | undefined): Finding {
  return refusal({
    headline: `the tag \`${tag.key.value}\` is set without a value`,
    primary: { span: tokenSpan(tag), text: "lacks `value`" },
    ...(operation && { related: [{ span: operation.span, text: "sets the tag" }] }),
    help: "add `value` with an expression, such as `request.host`, or use `operation: REMOVE`",
  });
}

function withValue(value: Field, operation: Field): Finding {
  return refusal({
    headline: "a removed tag cannot have a `value`",
    primary: { span: value.keySpan, text: "not used" },
    related: [{ span: operation.span, text: "removes the tag" }],
    help: "remove `value`, or use `operation: UPSERT` to set the tag",
  });
}
