import { isPlaceholder } from "../../src/mesh/placeholder.ts";
import { isLabelKey, isLabelValue } from "../../src/mesh/validate/labels.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";

/** Kubernetes' own, whose templates of pods the API server looks into. */
const workloads = new Set(["apps", "batch", ""]);

export const objectLabelMalformed = defineRule({
  id: "object-label-malformed",
  topic: "admission",
  summary: "a label or annotation that the API server takes on no object",
  severity: "error",
  reads: "resource",
  at: { "*": ["metadata.labels", "metadata.annotations"] },
  evidence: [
    kubernetes(
      "staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go",
      "ValidateLabels",
    ),
    kubernetes(
      "staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go",
      "ValidateAnnotations: keys in either case",
    ),
    kubernetes("pkg/apis/core/validation/validation.go", "ValidatePodTemplateSpec"),
  ],
  *check(resource) {
    if (resource.role === "patch") return;
    for (const field of fieldsOf(resource, "labels")) {
      const key = field.key.value;
      const value = field.string();
      const isKey = isLabelKey(key) && isLowerCase(prefixOf(key));
      if (!isKey && !isPlaceholder(key)) yield malformed(field.key, "key of a label");
      if (value && !isValue(value.value)) yield malformed(value, "value of a label");
    }
    for (const { key } of fieldsOf(resource, "annotations")) {
      if (isLabelKey(key.value) || isPlaceholder(key.value)) continue;
      yield malformed(key, "key of an annotation");
    }
  },
});

function fieldsOf({ root, group }: Resource, what: "labels" | "annotations"): readonly Field[] {
  const own = fieldsAt(root, `metadata.${what}{}`);
  if (!workloads.has(group)) return own;
  return [...own, ...fieldsAt(root, `spec.template.metadata.${what}{}`)];
}

function prefixOf(key: string): string {
  return key.slice(0, Math.max(key.indexOf("/"), 0));
}

function isLowerCase(text: string): boolean {
  return text === text.toLowerCase();
}

function isValue(text: string): boolean {
  return isPlaceholder(text) || (text.length <= 63 && isLabelValue(text));
}

function malformed({ value, span }: Located<string>, what: string): Finding {
  const shown = value.length > 60 ? `${value.slice(0, 57)}…` : value;
  return refusal({
    headline: `\`${shown}\` is no ${what}`,
    primary: { span, text: faultOf(value, what) },
    help: what.startsWith("key")
      ? "write letters, digits, `-`, `_` and `.`, at most 63, after a DNS name and `/` if need be"
      : "write letters, digits, `-`, `_` and `.`, at most 63, a letter or digit at both ends",
  });
}

function faultOf(text: string, what: string): string {
  if (what === "key of a label" && !isLowerCase(prefixOf(text))) return "upper case before the `/`";
  return text.length > 63 && !text.includes("/") ? "longer than 63 characters" : "not of this form";
}
