import { addAfter } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const faultNoPercentage = defineRule({
  id: "fault-no-percentage",
  topic: "faults",
  summary: "a fault without a percentage, which affects no calls",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].fault"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPFaultInjection.Abort.percentage: unset is 0%",
    ),
    istio("pilot/pkg/networking/core/route/route.go", "TranslateFault"),
  ],
  fixable: "unsafe",
  *check({ field }) {
    for (const kind of ["delay", "abort"]) {
      const fault = field.at("fault", kind);
      const what = fault && whatItDoes(fault);
      if (fault && what && !hasShare(fault)) yield never(fault, what);
    }
  },
});

function whatItDoes(fault: Field): Field | undefined {
  return fault.get("fixedDelay") ?? fault.get("httpStatus") ?? fault.get("grpcStatus");
}

/** A share of 0 is written by somebody who means it; `percent` is the old name. */
function hasShare(fault: Field): boolean {
  return fault.at("percentage", "value") !== undefined || fault.get("percent") !== undefined;
}

function never(fault: Field, what: Field): Finding {
  const kind = String(fault.step);
  const written = fault.get("percentage");
  const edit = written ? undefined : addAfter(what, "percentage: { value: 100 }");
  return {
    headline: `this ${kind} has no \`percentage\`, so it affects 0% of the calls`,
    primary: {
      span: (written ?? fault).keySpan,
      text: written ? "no `value` here" : "no `percentage` here",
    },
    related: [{ span: what.span, text: "never injected" }],
    note: `every call passes unchanged: a test of the ${kind} passes without testing anything`,
    help: "add `percentage: { value: 100 }`, or the intended share of calls",
    ...(edit && {
      fix: {
        title: "add `percentage: { value: 100 }`: it then affects every call",
        safe: false,
        edits: [edit],
      },
    }),
  };
}
