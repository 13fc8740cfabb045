import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

const places = { "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].matches[].path"] };

export const httpPathMalformed = defineRule({
  id: "http-path-malformed",
  topic: "admission",
  summary: "an HTTPRoute matches a path that no request can have",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi("apis/v1/httproute_types.go", "HTTPPathMatch: forms of Exact and PathPrefix (CEL)"),
  ],
  *check(resource) {
    for (const path of placesOf(resource, places)) {
      const type = path.get("type")?.text ?? "PathPrefix";
      const value = path.get("value");
      const text = value?.text;
      if (value === undefined || text === undefined || !literal.has(type)) continue;
      const fault = faults.find(([pattern]) => pattern.test(text))?.[1];
      if (fault !== undefined) yield malformed(value, text, fault);
    }
  },
});

const literal: ReadonlySet<string> = new Set(["Exact", "PathPrefix"]);

const faults: readonly (readonly [RegExp, string])[] = [
  [/^(?!\/)/, "starts without `/`"],
  [/\/\//, "has an empty segment"],
  [/\/\.\.?(?:\/|$)/, "has a segment `.` or `..`"],
  [/%2f/i, "has an escaped `/`"],
  [/#/, "has a fragment"],
  [/^(?!(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$)/, "has invalid characters"],
];

function malformed(value: Field, text: string, fault: string): Finding {
  return refusal({
    headline: `no request has the path \`${shorten(text, 40)}\``,
    primary: { span: value.span, text: fault },
    help: "use a path as it appears in requests, such as `/package.Service/Method`",
  });
}
