import { renameKey, replaceValue } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Edit, Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const faultDelayPercentDeprecated = defineRule({
  id: "fault-delay-percent-deprecated",
  topic: "faults",
  summary: "a delay uses `percent`, the deprecated name of `percentage`",
  severity: "warning",
  answers: ["IST0002"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].fault.delay.percent"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPFaultInjection.Delay.percent [deprecated]",
    ),
    istio("pilot/pkg/networking/core/route/route.go", "TranslateFault: `percentage` goes first"),
  ],
  fixable: "safe",
  *check({ field }) {
    const percent = field.at("fault", "delay", "percent");
    if (percent) yield deprecated(percent);
  },
});

function deprecated(percent: Field): Finding {
  const newer = percent.parent?.get("percentage");
  const value = percent.number()?.value ?? 0;
  const written = `percentage: { value: ${value} }`;
  const edits = newer ? removal(percent) : rewrite(percent, value);
  return {
    headline: newer
      ? "`percent` is ignored when `percentage` is set"
      : "`percent` is the deprecated name of `percentage`",
    primary: { span: percent.keySpan, text: newer ? "ignored" : "deprecated name" },
    ...(newer && { related: [{ span: newer.span, text: "decides" }] }),
    note: newer
      ? "the share of delayed calls is set by `percentage`"
      : "it allows only whole percentages, and a release without it would delay no calls",
    help: newer ? "remove `percent`" : `use \`${written}\``,
    ...(edits && {
      fix: { title: newer ? "remove `percent`" : `use \`${written}\``, safe: true, edits },
    }),
  };
}

function removal(percent: Field): readonly Edit[] | undefined {
  const edit = removeField(percent);
  return edit && [edit];
}

function rewrite(percent: Field, value: number): readonly Edit[] | undefined {
  const key = renameKey(percent, "percentage");
  const share = replaceValue(percent, `{ value: ${value} }`);
  return key && share && [key, share];
}
