import { celFault } from "../../src/validate/cel-syntax.ts";
import type { TextFault } from "../../src/validate/text-fault.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";

/** Texts that cannot be empty. */
const texts = [
  "metrics[].providers[].name",
  "tracing[].providers[].name",
  "accessLogging[].providers[].name",
  "tracing[].customTags{}.literal.value",
  "tracing[].customTags{}.header.name",
  "tracing[].customTags{}.environment.name",
  "metrics[].overrides[].match.customMetric",
];

export const telemetryMalformed = defineRule({
  id: "telemetry-malformed",
  topic: "admission",
  summary: "a Telemetry has an access log filter that is not valid CEL, or an empty name",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: { "telemetry.istio.io/Telemetry": [""] },
  evidence: [
    istio("pkg/config/validation/validation_istiod.go", "validateTelemetryFilter: cel Parse"),
    istio("pkg/config/validation/validation.go", "ValidateTelemetry"),
  ],
  *check(resource) {
    const spec = wholeSpec(resource, "Telemetry");
    if (spec === undefined) return;
    for (const field of texts.flatMap((path) => fieldsAt(spec, path))) {
      if (field.text === "") yield empty(resource, field);
    }
    for (const tag of fieldsAt(spec, "tracing[].customTags{}")) {
      if (tag.key.value === "") yield nameless(resource, tag);
    }
    for (const filter of fieldsAt(spec, "accessLogging[].filter")) {
      const expression = filter.get("expression");
      const text = expression?.text ?? "";
      if (!filter.isMap || (expression && !expression.string())) continue;
      const fault = celFault(text);
      if (fault) yield unreadable(resource, expression ?? filter, fault);
    }
  },
});

function empty(resource: Resource, field: Field): Finding {
  return webhookRefusal(resource, {
    headline: `an empty \`${String(field.step)}\``,
    primary: { span: field.span, text: "empty" },
    help: "set its value, or remove it",
  });
}

function nameless(resource: Resource, tag: Field): Finding {
  return webhookRefusal(resource, {
    headline: "a trace tag without a name",
    primary: { span: tag.keySpan, text: "an empty name" },
    help: "use the tag's name",
  });
}

function unreadable(resource: Resource, field: Field, { from, to, label }: TextFault): Finding {
  const text = field.text ?? "";
  return webhookRefusal(resource, {
    headline: "this access log filter is not a valid CEL expression",
    primary: {
      span:
        to > from && text.length >= to
          ? field.slice(from, to)
          : field.isMap
            ? field.keySpan
            : field.span,
      text: label,
    },
    help: "use a CEL expression over Envoy's attributes, such as `response.code >= 400`",
  });
}
