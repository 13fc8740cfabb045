import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

const places = {
  "gateway.networking.k8s.io/Gateway": [
    "spec.infrastructure.annotations{}",
    "spec.infrastructure.labels{}",
  ],
};

export const infrastructureKeyMalformed = defineRule({
  id: "infrastructure-key-malformed",
  topic: "admission",
  summary: "an `infrastructure` label or annotation of a Gateway has an invalid key",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi(
      "apis/v1/gateway_types.go",
      "GatewayInfrastructure: keys of labels and annotations (CEL)",
    ),
  ],
  *check(resource) {
    for (const entry of placesOf(resource, places)) {
      const [prefix, name] = partsOf(entry.key.value);
      if (
        !nameForm.test(name) ||
        name.length > 63 ||
        !(prefix === undefined || prefixForm.test(prefix))
      )
        yield malformed(entry, "not a valid key");
      else if (prefix !== undefined && prefix.length >= 253)
        yield malformed(entry, "a prefix of 253 characters");
    }
  },
});

const prefixForm = /^[a-z\d](?:[-a-z\d]*[a-z\d])?(?:\.[a-z\d](?:[-a-z\d]*[a-z\d])?)*$/;
const nameForm = /^(?:[A-Za-z\d][-\w.]*)?[A-Za-z\d]$/;

function partsOf(key: string): readonly [prefix: string | undefined, name: string] {
  const slash = key.indexOf("/");
  return slash === -1 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
}

function malformed(entry: Field, text: string): Finding {
  const kind = entry.parent?.key.value === "labels" ? "label" : "annotation";
  const name = entry.key.value;
  return refusal({
    headline: `\`${shorten(name, 40)}\` is not a valid ${kind} key`,
    primary: { span: entry.keySpan, text },
    help: "use letters, digits, `-`, `_` and `.`, with an optional DNS prefix and `/`",
  });
}
