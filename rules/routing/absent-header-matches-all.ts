import type { Route } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const absentHeaderMatchesAll = defineRule({
  id: "absent-header-matches-all",
  topic: "routing",
  summary: "`withoutHeaders` with a regular expression that also matches an absent header",
  severity: "error",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].match[].withoutHeaders"] },
  evidence: [
    istio(
      "pilot/pkg/networking/core/route/route.go",
      "TranslateRouteMatch: withoutHeaders set TreatMissingHeaderAsEmpty, but for `*`",
    ),
    envoy(
      "source/common/http/header_utility.cc",
      "an absent header is compared as an empty text, then inverted",
    ),
  ],
  *check(route) {
    for (const { field } of route.matches) {
      for (const header of field.get("withoutHeaders")?.fields() ?? []) {
        const regex = header.get("regex");
        if (regex && takesAnything(regex.text ?? "")) yield neverHolds(header, regex, route);
      }
    }
  },
});

function takesAnything(regex: string): boolean {
  return /^\^?(?:\(\.\*\)|\.\*)\??\$?$/.test(regex);
}

function neverHolds(header: Field, regex: Field, { destinations }: Route): Finding {
  const [destination] = destinations;
  return {
    headline: `this match never applies: \`${regex.text ?? ""}\` also matches an absent \`${String(header.step)}\``,
    primary: { span: regex.span, text: "also matches an absent header" },
    related: destination?.host
      ? [{ span: destination.host.span, text: "gets no calls from this match" }]
      : [],
    note: "an absent header is treated as empty here, so calls without it do not match either",
    help: `use \`${String(header.step)}: {}\`, which matches calls without the header`,
  };
}
