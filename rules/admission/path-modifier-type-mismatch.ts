import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = {
  "gateway.networking.k8s.io/HTTPRoute": [
    "spec.rules[].filters[].requestRedirect.path",
    "spec.rules[].filters[].urlRewrite.path",
    "spec.rules[].backendRefs[].filters[].requestRedirect.path",
    "spec.rules[].backendRefs[].filters[].urlRewrite.path",
  ],
};

export const pathModifierTypeMismatch = defineRule({
  id: "path-modifier-type-mismatch",
  topic: "admission",
  summary: "a path replacement lacks the field of its `type`",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi("apis/v1/httproute_types.go", "HTTPPathModifier: the field of each type (CEL)"),
  ],
  *check(resource) {
    for (const path of placesOf(resource, places)) {
      const type = path.get("type")?.text;
      if (type !== undefined && isPlaceholder(type)) continue;
      for (const [name, key] of pairs) {
        const field = path.get(key);
        if (field && type !== undefined && type !== name) yield ofAnother(field, name);
        if (!field && type === name) yield lacking(path, name, key);
      }
    }
  },
});

const pairs = [
  ["ReplaceFullPath", "replaceFullPath"],
  ["ReplacePrefixMatch", "replacePrefixMatch"],
] as const;

function ofAnother(field: Field, type: string): Finding {
  return refusal({
    headline: `\`${field.key.value}\` is only for \`type: ${type}\``,
    primary: { span: field.keySpan, text: "belongs to another type" },
    help: `use \`type: ${type}\`, or remove \`${field.key.value}\``,
  });
}

function lacking(path: Field, type: string, key: string): Finding {
  return refusal({
    headline: `\`type: ${type}\` needs \`${key}\``,
    primary: { span: tokenSpan(path), text: `lacks \`${key}\`` },
    help: `add \`${key}\` with the new path`,
  });
}
