import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Field } from "../../src/yaml/field.ts";

export const telemetrySettingIgnored = defineRule({
  id: "telemetry-setting-ignored",
  topic: "admission",
  summary: "more than one `tracing`, or more than one provider of it, in a Telemetry",
  severity: "warning",
  reads: "resource",
  at: { "telemetry.istio.io/Telemetry": [""] },
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validateTelemetryTracing: not currently supported",
    ),
  ],
  *check(resource) {
    const spec = wholeSpec(resource, "Telemetry");
    if (spec === undefined) return;
    const second = spec.at("tracing", 1);
    if (second) yield further(second, "one entry of `tracing`");
    for (const providers of fieldsAt(spec, "tracing[].providers")) {
      const other = providers.item(1);
      if (other) yield further(other, "one provider of traces");
    }
    for (const override of fieldsAt(spec, "metrics[].overrides[].tagOverrides{}")) {
      if (override.key.value === "") yield nameless(override);
    }
  },
});

function further(field: Field, what: string): Finding {
  return {
    headline: `Istio accepts only ${what}`,
    primary: { span: tokenSpan(field), text: "not used" },
    note: "Istio's webhook warns: gRPC calls are not traced as this says",
    help: "keep the first, or write another Telemetry for other pods",
  };
}

function nameless(override: Field): Finding {
  return {
    headline: "an override of a tag without a name",
    primary: { span: override.keySpan, text: "an empty name" },
    note: "Istio's webhook warns: no tag is changed",
    help: "use the tag's name",
  };
}
