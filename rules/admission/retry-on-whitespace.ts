import { gather } from "../../src/collections/gather.ts";
import type { Retries } from "../../src/mesh/objects/route.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Edit, Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import type { Span } from "../../src/yaml/source.ts";

export const retryOnWhitespace = defineRule({
  id: "retry-on-whitespace",
  topic: "admission",
  summary: "`retryOn` has spaces around its commas, which Istio reads as part of the condition",
  severity: "error",
  answers: ["IST0106"],
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.retryOn"] },
  evidence: [
    istio(
      "pkg/config/validation/agent/validation.go",
      "ValidateHTTPRetry splits at commas and does not trim",
    ),
  ],
  fixable: "safe",
  *check({ retries }) {
    const [first] = retries === undefined ? [] : spacesIn(retries);
    if (retries?.retryOn && first) yield spaced(retries.retryOn, retries, first);
  },
});

/** The space around each condition; empty pieces are another mistake. */
function spacesIn({ retryOn, conditions }: Retries): readonly Span[] {
  let from = 0;
  return gather(conditions, ({ value }) => {
    const start = from;
    from += value.length + 1;
    if (retryOn === undefined || value.trim() === "") return [];
    const nameStart = start + value.length - value.trimStart().length;
    const nameEnd = start + value.trimEnd().length;
    return [
      ...(nameStart > start ? [retryOn.slice(start, nameStart)] : []),
      ...(nameEnd < start + value.length ? [retryOn.slice(nameEnd, start + value.length)] : []),
    ];
  });
}

function spaced(retryOn: Field, retries: Retries, first: Span): Finding {
  const condition = retries.conditions.find(
    ({ value }) => value !== value.trim() && value.trim() !== "",
  );
  const value = condition?.value ?? "";
  const edits = spacesIn(retries).flatMap((span) => removal(retryOn, span) ?? []);
  return {
    headline: value.includes("\n")
      ? `a line break in \`retryOn\` makes \`${value.trim()}\` an unknown condition`
      : `a space in \`retryOn\` makes \`${value}\` an unknown condition`,
    primary: {
      span: first,
      text: edits.length > 0 ? "part of the condition" : "line breaks become spaces",
    },
    note: "Istio refuses the whole VirtualService, so its new routes never take effect",
    help: "separate conditions with commas only, on one line",
    ...(edits.length > 0 && { fix: { title: "remove the spaces", safe: true, edits } }),
  };
}

function removal(retryOn: Field, span: Span): Edit | undefined {
  const exact = span.source.text.slice(span.start, span.end).trim() === "";
  return exact && !retryOn.shared ? { span, text: "" } : undefined;
}
