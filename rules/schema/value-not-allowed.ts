import { isNameToFill } from "../../src/mesh/objects/placeholder.ts";
import { replaceText } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldTitle } from "../../src/rule/places.ts";
import { defineRule, gatewayApi, istioApi, kubernetes } from "../../src/rule/rule.ts";
import { perhapsFilled } from "../../src/rule/to-fill.ts";
import type { ValueNotAllowed, WrongFormat } from "../../src/schema/violation.ts";
import { oneOf } from "../../src/text/lists.ts";
import { isRespelling, similarName } from "../../src/text/similar-name.ts";
import { shorten } from "../../src/text/shorten.ts";

export const valueNotAllowed = defineRule({
  id: "value-not-allowed",
  topic: "schema",
  summary: "a value that its field does not accept",
  severity: "error",
  severityWhere: { warning: "the value looks like a placeholder that a script replaces" },
  answers: ["IST0106"],
  reads: "violation",
  evidence: [
    istioApi("kubernetes/customresourcedefinitions.gen.yaml", "enums, patterns and formats"),
    gatewayApi("config/crd/standard", "enums, patterns and formats"),
    kubernetes("kube-openapi/pkg/validation/strfmt", "the formats that are enforced"),
  ],
  fixable: "safe",
  *check(violation) {
    if (violation.kind === "value-not-allowed") yield notListed(violation);
    if (violation.kind !== "wrong-format") return;
    const { text } = violation.field;
    const isToFill = text !== undefined && isNameToFill(text);
    yield isToFill ? perhapsFilled(notFormed(violation), text) : notFormed(violation);
  },
});

const note = "the API server refuses the object, so nothing in it takes effect";

function notListed({ field, accepted }: ValueNotAllowed): Finding {
  const value = String(field.scalar()?.value ?? "");
  const nearest = similarName(value, accepted);
  const edit = nearest === undefined ? undefined : replaceText(field, nearest);
  const safe = nearest !== undefined && isRespelling(value, nearest);
  return {
    headline: `\`${shorten(value, 40)}\` is not a valid value of ${fieldTitle(field)}`,
    primary: { span: field.span, text: "unknown value" },
    note,
    help: nearest === undefined ? `use ${oneOf(accepted)}` : `use \`${nearest}\``,
    ...(edit && {
      fix: {
        title: safe ? `use \`${nearest}\`` : `use \`${nearest}\` (the setting then takes effect)`,
        safe,
        edits: [edit],
      },
    }),
  };
}

/** Words for the patterns that stand for something known. */
const patterns: Readonly<Record<string, string>> = {
  "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$":
    "lowercase letters, digits and `-`, with a letter or digit at both ends",
  "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$":
    "a DNS name: lowercase letters, digits, `-` and `.`",
  "^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$":
    "a DNS name: lowercase letters, digits, `-` and `.`",
  "^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$":
    "a lowercase DNS name, which may start with `*.`",
  "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$": "the name of a kind: letters, digits and `-`",
  "^([0-9]{1,5}(h|m|s|ms)){1,4}$": "a duration such as `10s` or `1m30s`",
};

const formats = {
  int32: "a 32-bit integer",
  int64: "a 64-bit integer",
  "date-time": "a time such as `2026-01-31T12:00:00Z`",
  byte: "base64",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  ip: "an IP address",
} as const;

function notFormed({ field, format, pattern = "" }: WrongFormat): Finding {
  const form = format
    ? formats[format]
    : (patterns[pattern] ?? `a value that matches \`${pattern}\``);
  const value = shorten(String(field.scalar()?.value ?? ""), 40);
  const isSecret = format === "byte";
  return {
    headline: isSecret
      ? `${fieldTitle(field)} is not base64`
      : `\`${value}\` is not a valid value of ${fieldTitle(field)}`,
    primary: { span: field.span, text: format ? `not ${formats[format]}` : "wrong format" },
    note,
    help: `use ${form}`,
  };
}
