import { regexFault } from "../../src/validate/regex-syntax.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { TextFault } from "../../src/validate/text-fault.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { placesOf } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Field } from "../../src/yaml/field.ts";
import { shorten } from "../../src/text/shorten.ts";

const matched = "uri scheme method authority headers{} withoutHeaders{} queryParams{}".split(" ");

const places: Places = {
  "networking.istio.io/VirtualService": [
    ...matched.map((name) => `spec.http[].match[].${name}.regex`),
    "spec.http[].corsPolicy.allowOrigins[].regex",
    "spec.http[].rewrite.uriRegexRewrite.match",
  ],
  "networking.istio.io/EnvoyFilter": ["spec.configPatches[].match.proxy.proxyVersion"],
};

export const regexInvalid = defineRule({
  id: "regex-invalid",
  topic: "admission",
  summary: "a regular expression that RE2 cannot read",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [
    istio(
      "pkg/config/validation/validation.go",
      "validateStringRegexp: regexp.Compile, 1024 bytes",
    ),
    istio("pkg/config/validation/envoyfilter/envoyfilter.go", "invalid regex for proxy version"),
  ],
  *check(resource) {
    for (const field of placesOf(resource, places)) {
      const pattern = field.text;
      if (pattern === undefined || isFilledIn(pattern) || isPresence(field, pattern)) continue;
      const fault = regexFault(pattern);
      // What is too long for an EnvoyFilter is only ignored, with a warning.
      if (fault && !(resource.kind === "EnvoyFilter" && pattern.length > 1024)) {
        yield unreadable(resource, field, fault);
      }
    }
  },
});

/** `${HOST}` and `{{ .host }}` become something else before Istio sees them. */
function isFilledIn(pattern: string): boolean {
  return /\$\{\w+\}|\{\{/.test(pattern);
}

/** A lone `*` under `withoutHeaders` asks whether the header is there. */
function isPresence({ parent }: Field, pattern: string): boolean {
  return pattern === "*" && parent?.parent?.step === "withoutHeaders";
}

function unreadable(resource: Resource, field: Field, { from, to, label }: TextFault): Finding {
  const pattern = field.text ?? "";
  return webhookRefusal(resource, {
    headline: `${shown(pattern)} is not a valid RE2 regular expression`,
    primary: { span: to > from ? field.slice(from, to) : field.span, text: label },
    help: advice(pattern, label),
  });
}

function shown(pattern: string): string {
  return `\`${shorten(pattern, 50)}\``;
}

function advice(pattern: string, label: string): string {
  if (label.includes("look"))
    return "match what is allowed, or add a route for the exception before it";
  if (label.includes("backreferences")) return "spell out the repeated part";
  if (/^[*?+]/.test(pattern)) return `use \`.${pattern}\` for any characters`;
  if (label.includes("1024")) return "split it over several matches";
  return "use RE2 syntax: no lookaround, no backreferences, balanced brackets";
}
