import { renameKey, replaceValue } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Edit, Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { removeField } from "../../src/rule/removals.ts";

export const mirrorPercentDeprecated = defineRule({
  id: "mirror-percent-deprecated",
  topic: "routing",
  summary: "the mirrored share uses `mirrorPercent`, deprecated in favour of `mirrorPercentage`",
  severity: "warning",
  answers: ["IST0133"],
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": [
      "spec.http[].mirrorPercent",
      "spec.http[].mirror_percent",
    ],
  },
  evidence: [
    istioApi("networking/v1alpha3/virtual_service.proto", "HTTPRoute.mirror_percent [deprecated]"),
    istio("pkg/config/validation/virtualservice.go", "warns of mirrorPercent"),
  ],
  fixable: "safe",
  *check({ field }) {
    const percent = field.get("mirrorPercent") ?? field.get("mirror_percent");
    if (percent) yield deprecated(percent);
  },
});

function deprecated(percent: Field): Finding {
  const newer = percent.parent?.get("mirrorPercentage");
  const name = String(percent.step);
  const value = percent.number()?.value ?? 0;
  const written = `mirrorPercentage: { value: ${value} }`;
  const edits = newer ? removal(percent) : rewrite(percent, value);
  return {
    headline: newer
      ? `\`${name}\` is ignored when \`mirrorPercentage\` is set`
      : `\`${name}\` is deprecated in favour of \`mirrorPercentage\``,
    primary: { span: percent.keySpan, text: newer ? "ignored" : "deprecated name" },
    ...(newer && { related: [{ span: newer.span, text: "decides" }] }),
    note: newer
      ? "the mirrored share is set by `mirrorPercentage`"
      : "a release without it would mirror every call, which could overload the target",
    help: newer ? `remove \`${name}\`` : `use \`${written}\``,
    ...(edits && {
      fix: { title: newer ? `remove \`${name}\`` : `use \`${written}\``, safe: true, edits },
    }),
  };
}

function removal(percent: Field): readonly Edit[] | undefined {
  const edit = removeField(percent);
  return edit && [edit];
}

function rewrite(percent: Field, value: number): readonly Edit[] | undefined {
  const key = renameKey(percent, "mirrorPercentage");
  const share = replaceValue(percent, `{ value: ${value} }`);
  return key && share && [key, share];
}
