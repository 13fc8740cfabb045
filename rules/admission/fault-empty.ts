import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const faultEmpty = defineRule({
  id: "fault-empty",
  topic: "admission",
  summary: "a `fault` with neither `abort` nor `delay`",
  severity: "error",
  answers: ["IST0106"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].fault"] },
  evidence: [
    istio("pkg/config/validation/validation.go", "validateHTTPFaultInjection: abort and/or delay"),
  ],
  fixable: "safe",
  *check({ field }) {
    const fault = field.get("fault");
    if (fault?.isMap && !fault.get("abort") && !fault.get("delay")) yield empty(fault);
  },
});

function empty(fault: Field): Finding {
  const bare = fault.fields().length === 0;
  const edit = bare ? removeField(fault) : undefined;
  return {
    headline: "this `fault` has neither `abort` nor `delay`",
    primary: { span: fault.keySpan, text: "injects nothing" },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: "add `abort` or `delay`, or remove `fault`",
    ...(edit && { fix: { title: "remove `fault`", safe: true, edits: [edit] } }),
  };
}
