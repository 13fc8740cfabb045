import { parseDuration } from "../../src/mesh/objects/duration.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const drainDurationFraction = defineRule({
  id: "drain-duration-fraction",
  topic: "lifecycle",
  summary: "`drainDuration` is not in whole seconds",
  severity: "error",
  reads: "workload",
  fields: { "*": ['metadata.annotations["proxy.istio.io/config"]'] },
  evidence: [
    istio("pkg/config/validation/agent/validation.go", "ValidateDrainDuration: seconds precision"),
    istio(
      "pkg/kube/inject/inject.go",
      "RunTemplate: injection fails where an annotation is not accepted",
    ),
  ],
  fixable: "safe",
  *check(workload) {
    for (const { path, value, isExact } of workload.proxySettings) {
      if (value === undefined || !/^drain(Duration|_duration)$/.test(path)) continue;
      const milliseconds = parseDuration(value.value);
      if (milliseconds !== undefined && milliseconds % 1000 !== 0)
        yield fraction(value, milliseconds, isExact);
    }
  },
});

function fraction(value: Located<string>, milliseconds: number, isExact: boolean): Finding {
  const rounded = `${Math.max(1, Math.round(milliseconds / 1000))}s`;
  return {
    headline: `\`drainDuration\` is ${value.value}, but only whole seconds are accepted`,
    primary: { span: value.span, text: "not whole seconds" },
    note: "injection refuses the pods: none start, and gRPC calls to them end with UNAVAILABLE (14)",
    help: `use \`${rounded}\``,
    ...offerFix(isExact ? { span: value.span, text: rounded } : undefined, {
      title: `use \`${rounded}\``,
      safe: true,
    }),
  };
}
