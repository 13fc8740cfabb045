import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = {
  "gateway.networking.k8s.io/Gateway": [
    "spec.infrastructure.annotations{}",
    "spec.infrastructure.labels{}",
  ],
};

export const infrastructureKeyMalformed = defineRule({
  id: "infrastructure-key-malformed",
  topic: "admission",
  summary: "a label or annotation for the parts of a Gateway has a name that none can have",
  severity: "error",
  reads: "resource",
  at: places,
  evidence: [
    gatewayApi(
      "apis/v1/gateway_types.go",
      "GatewayInfrastructure: keys of labels and annotations (CEL)",
    ),
  ],
  *check(resource) {
    for (const entry of placesOf(resource, places)) {
      const [prefix = ""] = entry.key.value.split("/");
      if (!form.test(entry.key.value)) yield malformed(entry, "of another form");
      else if (prefix.length >= 253) yield malformed(entry, "a prefix of 253 characters");
    }
  },
});

const form =
  /^([a-z\d]([-a-z\d]*[a-z\d])?(\.[a-z\d]([-a-z\d]*[a-z\d])?)*\/)?([A-Za-z\d][-\w.]{0,61})?[A-Za-z\d]$/;

function malformed(entry: Field, text: string): Finding {
  const kind = entry.parent?.key.value === "labels" ? "label" : "annotation";
  const name = entry.key.value;
  return refusal({
    headline: `\`${name.length > 40 ? `${name.slice(0, 37)}…` : name}\` is no name of ${kind === "annotation" ? "an" : "a"} ${kind}`,
    primary: { span: entry.keySpan, text },
    help: "write a name of letters, digits, `-`, `_` and `.`, after a DNS name and `/` if need be",
  });
}
