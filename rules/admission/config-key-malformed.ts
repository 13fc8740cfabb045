import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import { configKeyFault } from "../../src/validate/kubernetes-names.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import { shorten } from "../../src/text/shorten.ts";
import type { Field } from "../../src/yaml/field.ts";

const places: Places = {
  "/ConfigMap": ["data", "binaryData"],
  "/Secret": ["data", "stringData"],
};

export const configKeyMalformed = defineRule({
  id: "config-key-malformed",
  topic: "admission",
  summary: "a key of a ConfigMap or Secret that the API server rejects",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    kubernetes(
      "pkg/apis/core/validation/validation.go",
      "ValidateConfigMap, ValidateSecret: keys; duplicate of key present in binaryData",
      "1.36",
    ),
    kubernetes(
      "staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go",
      "IsConfigMapKey",
      "1.36",
    ),
  ],
  *check(resource) {
    for (const data of placesOf(resource, places)) {
      for (const entry of data.fieldsUnder((key) => configKeyFault(key) !== undefined)) {
        if (!isNameToFill(entry.key.value)) yield malformed(entry);
      }
    }
    const [data] = placesOf(resource, { "/ConfigMap": ["data"] });
    const binary = resource.root.get("binaryData");
    for (const entry of data?.fields() ?? []) {
      const other = binary?.get(entry.key.value);
      if (other) yield twice(entry, other);
    }
  },
});

function malformed(entry: Field): Finding {
  const { value, span } = entry.key;
  return refusal({
    headline: `\`${shorten(value)}\` is not a valid key of a ${kindOf(entry)}`,
    primary: { span, text: configKeyFault(value) ?? "" },
    help: "use letters, digits, `-`, `_` and `.`; set file paths in the volume (`items[].path`)",
  });
}

function kindOf({ parent }: Field): string {
  return parent?.parent?.get("kind")?.text ?? "ConfigMap";
}

function twice(entry: Field, other: Field): Finding {
  return refusal({
    headline: `\`${shorten(entry.key.value)}\` is in both \`data\` and \`binaryData\``,
    primary: { span: entry.keySpan, text: "also in `binaryData`" },
    related: [{ span: other.keySpan, text: "the other one" }],
    help: "keep one of the two",
  });
}
