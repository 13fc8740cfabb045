import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const faultPercentageRange = defineRule({
  id: "fault-percentage-range",
  topic: "admission",
  summary: "the percentage of a fault is below 0.0001 or above 100",
  severity: "error",
  answers: ["IST0106"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].fault"] },
  evidence: [
    istio("pkg/config/validation/validation.go", "validatePercentage: 0, or 0.0001 to 100"),
  ],
  *check({ field }) {
    for (const kind of ["delay", "abort"]) {
      const share = field.at("fault", kind, "percentage", "value");
      const value = share?.number()?.value;
      if (share === undefined || value === undefined || value === 0) continue;
      if (value < 0.0001 || value > 100) yield outOfRange(share, value);
    }
  },
});

function outOfRange(share: Field, value: number): Finding {
  return {
    headline: `\`percentage\` ${value} is out of range (0, or 0.0001–100)`,
    primary: { span: share.span, text: value > 100 ? "more than all calls" : "too small" },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: value > 100 ? "use `100` for every call" : "use `0` for no call, or at least `0.0001`",
  };
}
