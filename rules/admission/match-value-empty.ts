import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

/** `uri.prefix` alone may be empty. */
const regexes = ["uri"];
const both = ["scheme", "method", "authority", "headers{}", "withoutHeaders{}", "queryParams{}"];

const values: Places = {
  "networking.istio.io/VirtualService": [
    ...[...regexes, ...both].map((name) => `spec.http[].match[].${name}.regex`),
    ...both.map((name) => `spec.http[].match[].${name}.prefix`),
  ],
};

const origins: Places = {
  "networking.istio.io/VirtualService": ["spec.http[].corsPolicy.allowOrigins[]"],
};

export const matchValueEmpty = defineRule({
  id: "match-value-empty",
  topic: "admission",
  summary: "a match with an empty prefix or an empty regular expression",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: [values, origins],
  evidence: [
    istio("pkg/config/validation/validation.go", "validateStringMatch, validateAllowOrigins"),
  ],
  *check(resource) {
    for (const field of placesOf(resource, values)) {
      if (field.text === "") yield empty(resource, field);
    }
    for (const origin of placesOf(resource, origins)) {
      if (!origin.isMap) continue;
      const written = origin.pick(["exact", "prefix", "regex"]);
      if (written.every((value) => value.text === "")) yield noOrigin(resource, origin);
    }
  },
});

function empty(resource: Resource, field: Field): Finding {
  return webhookRefusal(resource, {
    headline: `an empty \`${String(field.step)}\` is not allowed`,
    primary: { span: field.span, text: "empty" },
    help: "set what to match, or remove this condition; `regex: .+` requires the header to be present",
  });
}

function noOrigin(resource: Resource, origin: Field): Finding {
  return webhookRefusal(resource, {
    headline: "an entry of `allowOrigins` allows no origin",
    primary: { span: origin.span, text: "empty" },
    help: "use `exact`, `prefix` or `regex` with an origin such as `https://example.com`",
  });
}
