import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { isLabelKey, isLabelValue } from "../../src/validate/labels.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Located } from "../../src/yaml/source.ts";
import { podTemplateOf } from "../../src/mesh/objects/workload.ts";
import { shorten } from "../../src/text/shorten.ts";

/** Kubernetes' own, whose templates of pods the API server looks into. */
const ownGroups = new Set(["apps", "batch", ""]);

export const objectLabelMalformed = defineRule({
  id: "object-label-malformed",
  topic: "admission",
  summary: "a label or annotation that the API server rejects",
  severity: "error",
  reads: "resource",
  fields: { "*": ["metadata.labels", "metadata.annotations"] },
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
    for (const labels of mapsOf(resource, "labels")) {
      for (const field of labels.fieldsWith((key, text) => !isKey(key) || !isValue(text))) {
        const value = field.string();
        if (!isKey(field.key.value)) yield malformed(field.key, "label key");
        if (value && !isValue(value.value)) yield malformed(value, "label value");
      }
    }
    for (const annotations of mapsOf(resource, "annotations")) {
      for (const { key } of annotations.fieldsUnder((it) => !isKeyInAnyCase(it))) {
        yield malformed(key, "annotation key");
      }
    }
  },
});

function mapsOf(resource: Resource, what: string): readonly Field[] {
  const { metadata, root, group } = resource;
  const own = metadata?.get(what);
  const template = ownGroups.has(group) ? podTemplateOf(resource) : undefined;
  // A Pod is its own.
  const ofPods = template === root ? undefined : template?.at("metadata", what);
  if (ofPods === undefined) return own ? [own] : [];
  return own ? [own, ofPods] : [ofPods];
}

/** What nearly all keys are, told by one look. */
const usual = /^(?:[a-z0-9]+(?:[-.][a-z0-9]+)*\/)?[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*$/;

function isKeyInAnyCase(text: string): boolean {
  return (text.length <= 63 && usual.test(text)) || isLabelKey(text) || isPlaceholder(text);
}

function isKey(text: string): boolean {
  if (text.length <= 63 && usual.test(text)) return true;
  return isKeyInAnyCase(text) && isLowerCase(prefixOf(text));
}

function isValue(text: string | undefined): boolean {
  if (text === undefined) return true;
  return (text.length <= 63 && isLabelValue(text)) || isPlaceholder(text);
}

function prefixOf(key: string): string {
  return key.slice(0, Math.max(key.indexOf("/"), 0));
}

function isLowerCase(text: string): boolean {
  return text === text.toLowerCase();
}

function malformed({ value, span }: Located<string>, what: string): Finding {
  return refusal({
    headline:
      value === ""
        ? `${what === "annotation key" ? "an" : "a"} ${what} cannot be empty`
        : `\`${shorten(value)}\` is not a valid ${what}`,
    primary: { span, text: faultOf(value, what) },
    help: what.startsWith("key")
      ? "use at most 63 letters, digits, `-`, `_` and `.`, with an optional DNS prefix and `/`"
      : "use at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
  });
}

function faultOf(text: string, what: string): string {
  if (what === "label key" && !isLowerCase(prefixOf(text))) return "upper case before the `/`";
  return text.length > 63 && !text.includes("/") ? "longer than 63 characters" : "not a valid key";
}
