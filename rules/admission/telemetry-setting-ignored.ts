import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt } from "../../src/rule/places-of.ts";
import { tokenSpan } from "../../src/rule/places.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { wholeSpec } from "../../src/rule/whole-spec.ts";
import type { Field } from "../../src/yaml/field.ts";

export const telemetrySettingIgnored = defineRule({
  id: "telemetry-setting-ignored",
  topic: "admission",
  summary: "a Telemetry has more than one `tracing` entry or tracing provider",
  severity: "warning",
  reads: "resource",
  fields: { "telemetry.istio.io/Telemetry": [""] },
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
    if (second) yield further(second, "one `tracing` entry");
    for (const providers of fieldsAt(spec, "tracing[].providers")) {
      const other = providers.item(1);
      if (other) yield further(other, "one tracing provider");
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
    note: "Istio's webhook warns: the additional settings do not apply to gRPC calls",
    help: "keep the first, or add another Telemetry for other pods",
  };
}

function nameless(override: Field): Finding {
  return {
    headline: "a tag override without a name",
    primary: { span: override.keySpan, text: "an empty name" },
    note: "Istio's webhook warns: no tag is changed",
    help: "use the tag's name",
  };
}
