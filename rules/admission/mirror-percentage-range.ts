import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const mirrorPercentageRange = defineRule({
  id: "mirror-percentage-range",
  topic: "admission",
  summary: "the share of mirrored calls is below 0 or above 100",
  severity: "error",
  answers: ["IST0106"],
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": [
      "spec.http[].mirrorPercent",
      "spec.http[].mirrorPercentage",
      "spec.http[].mirrors[].percentage",
    ],
  },
  evidence: [istio("pkg/config/validation/virtualservice.go", "mirrorPercentage: 0 to 100")],
  *check({ field }) {
    for (const share of sharesOf(field)) {
      const value = share.number()?.value;
      if (value !== undefined && (value < 0 || value > 100)) yield outOfRange(share, value);
    }
  },
});

function sharesOf(route: Field): readonly Field[] {
  return [
    route.get("mirrorPercent"),
    route.at("mirrorPercentage", "value"),
    ...(route.get("mirrors")?.items() ?? []).map((mirror) => mirror.at("percentage", "value")),
  ].flatMap((share) => share ?? []);
}

function outOfRange(share: Field, value: number): Finding {
  return {
    headline: `\`mirrorPercentage\` ${value} is outside 0–100`,
    primary: { span: share.span, text: "not in 0 to 100" },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: "use a share between 0 and 100",
  };
}
