import type { Finding } from "../../src/rule/finding.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const mirrors = [
  "spec.rules[].filters[].requestMirror",
  "spec.rules[].backendRefs[].filters[].requestMirror",
];

const places: Places = {
  "gateway.networking.k8s.io/GRPCRoute": mirrors,
  "gateway.networking.k8s.io/HTTPRoute": mirrors,
};

export const mirrorFractionInvalid = defineRule({
  id: "mirror-fraction-invalid",
  topic: "admission",
  summary: "the mirrored share is set twice, or exceeds 100 %",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi(
      "apis/v1/httproute_types.go",
      "HTTPRequestMirrorFilter: percent or fraction; numerator <= denominator (CEL)",
    ),
  ],
  *check(resource) {
    for (const mirror of placesOf(resource, places)) {
      const percent = mirror.get("percent");
      const fraction = mirror.get("fraction");
      if (percent && fraction) yield twice(percent, fraction);
      const numerator = fraction?.get("numerator");
      const denominator = fraction?.get("denominator");
      const most = denominator === undefined ? 100 : denominator.number()?.value;
      if (numerator && most !== undefined && (numerator.number()?.value ?? 0) > most)
        yield moreThanAll(numerator, most);
    }
  },
});

function twice(percent: Field, fraction: Field): Finding {
  return refusal({
    headline: "`percent` and `fraction` are mutually exclusive",
    primary: { span: fraction.keySpan, text: "also sets the share" },
    related: [{ span: percent.keySpan, text: "sets the share" }],
    help: "keep `percent`, or `fraction` for shares below one percent",
  });
}

function moreThanAll(numerator: Field, most: number): Finding {
  return refusal({
    headline: `\`numerator\` is more than the denominator, which is ${most}`,
    primary: { span: numerator.span, text: "more than all calls" },
    help: `use at most ${most}, or a larger \`denominator\``,
  });
}
