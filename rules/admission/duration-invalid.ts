import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const durationInvalid = defineRule({
  id: "duration-invalid",
  topic: "admission",
  summary: "a duration that Istio cannot read, such as `10` or `1d`",
  severity: "error",
  answers: ["IST0106"],
  reads: "durationField",
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "x-kubernetes-validations: duration(self)",
    ),
    istio("pkg/config/validation/validation.go", "durations are read with Go's time.ParseDuration"),
  ],
  fixable: "safe",
  *check({ field, milliseconds }) {
    if (milliseconds !== undefined) return;
    const text = field.text;
    if (text === undefined || isPlaceholder(text)) return;
    yield unreadable(field, text);
  },
});

function unreadable(field: Field, text: string): Finding {
  const meant = respell(text);
  const edit = meant === undefined ? undefined : replaceText(field, meant);
  return {
    headline: `\`${String(field.step)}: ${JSON.stringify(text)}\` is not a duration`,
    primary: { span: field.span, text: /^[\d.]+$/.test(text) ? "no unit" : "not a valid duration" },
    note: "the API server refuses the resource, so this version of it never reaches a proxy",
    help:
      meant === undefined
        ? advice(text)
        : `use \`${meant}\`: the units are \`ms\`, \`s\`, \`m\` and \`h\``,
    ...(edit && { fix: { title: `use \`${meant}\``, safe: true, edits: [edit] } }),
  };
}

function advice(text: string): string {
  if (/^\d+$/.test(text)) return `add a unit: \`${text}s\` or \`${text}ms\``;
  return "use numbers with the units `ms`, `s`, `m` or `h`, such as `1m30s`";
}

const spellings: readonly (readonly [RegExp, string])[] = [
  [/^(?:milliseconds?|millis|msecs?)$/, "ms"],
  [/^(?:seconds?|secs?|s)$/, "s"],
  [/^(?:minutes?|mins?)$/, "m"],
  [/^(?:hours?|hrs?|h)$/, "h"],
];

/** `10sec`, `10 s`, `5S` and `2d` leave no doubt; `5M` may be minutes or months, and `10` has no unit. */
function respell(text: string): string | undefined {
  const [, amount, word] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text) ?? [];
  if (amount === undefined || word === undefined) return undefined;
  const unit = word.toLowerCase();
  if (/^d(?:ays?)?$/.test(unit)) return `${Number(amount) * 24}h`;
  if (word === "m" || word === "ms") return `${amount}${word}`;
  const known = spellings.find(([pattern]) => pattern.test(unit));
  return known && `${amount}${known[1]}`;
}
