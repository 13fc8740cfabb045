import { offerFix } from "../../src/rule/offer-fix.ts";
import { renameKey } from "../../src/rule/edits.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const faultTypeUnsupported = defineRule({
  id: "fault-type-unsupported",
  topic: "admission",
  summary: "a fault of a type that Istio has in its API but refuses",
  severity: "error",
  answers: ["IST0106"],
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": [
      "spec.http[].fault.abort.http2Error",
      "spec.http[].fault.delay.exponentialDelay",
    ],
  },
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validateHTTPFaultInjectionDelay: exponentialDelay not supported yet",
    ),
    istio(
      "pkg/config/validation/validation.go",
      "validateHTTPFaultInjectionAbort: http2Error not supported yet",
    ),
  ],
  fixable: "unsafe",
  *check({ field }) {
    const http2Error = field.at("fault", "abort", "http2Error");
    if (http2Error) yield unsupported(http2Error, "use `grpcStatus` (or `httpStatus`) instead");
    const exponential = field.at("fault", "delay", "exponentialDelay");
    if (exponential) {
      yield {
        ...unsupported(exponential, "use `fixedDelay` instead"),
        ...offerFix(renameKey(exponential, "fixedDelay"), {
          title: "use `fixedDelay` (every delay is then that long)",
          safe: false,
        }),
      };
    }
  },
});

function unsupported(type: Field, help: string): Finding {
  return {
    headline: `Istio does not support \`${String(type.step)}\` yet`,
    primary: { span: type.keySpan, text: "always rejected" },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help,
  };
}
