import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

/** `uri.prefix` alone may be empty. */
const regexes = ["uri"];
const both = ["scheme", "method", "authority", "headers{}", "withoutHeaders{}", "queryParams{}"];

export const matchValueEmpty = defineRule({
  id: "match-value-empty",
  topic: "admission",
  summary: "a match by an empty prefix or an empty regular expression",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  among: (mesh) => mesh.resourcesOfKind("VirtualService"),
  evidence: [
    istio("pkg/config/validation/validation.go", "validateStringMatch, validateAllowOrigins"),
  ],
  *check(resource) {
    const spec = wholeSpec(resource, "VirtualService");
    if (spec === undefined) return;
    const paths = [
      ...[...regexes, ...both].map((name) => `http[].match[].${name}.regex`),
      ...both.map((name) => `http[].match[].${name}.prefix`),
    ];
    for (const field of paths.flatMap((path) => fieldsAt(spec, path))) {
      if (field.string()?.value === "") yield empty(resource, field);
    }
    for (const origin of fieldsAt(spec, "http[].corsPolicy.allowOrigins[]")) {
      if (!origin.isMap) continue;
      const values = ["exact", "prefix", "regex"].flatMap((key) => origin.get(key) ?? []);
      if (values.every((value) => value.string()?.value === "")) yield noOrigin(resource, origin);
    }
  },
});

function empty(resource: Resource, field: Field): Finding {
  return webhookRefusal(resource, {
    headline: `an empty \`${String(field.step)}\` matches nothing in particular`,
    primary: { span: field.span, text: "empty" },
    help: "write what to match, or drop this condition; `regex: .+` asks that a header is there",
  });
}

function noOrigin(resource: Resource, origin: Field): Finding {
  return webhookRefusal(resource, {
    headline: "an entry of `allowOrigins` allows no origin",
    primary: { span: origin.span, text: "empty" },
    help: "write `exact`, `prefix` or `regex` with an origin such as `https://example.com`",
  });
}
