import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAt, placesOf } from "../../src/rule/places-of.ts";
import { refusal } from "../../src/rule/refusal.ts";
import { defineRule, gatewayApi } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

const places = { "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[]"] };

export const prefixReplacementWithoutMatch = defineRule({
  id: "prefix-replacement-without-match",
  topic: "admission",
  summary: "`replacePrefixMatch` in a rule that does not match a prefix",
  severity: "error",
  reads: "resource",
  fields: places,
  evidence: [
    gatewayApi(
      "apis/v1/httproute_types.go",
      "replacePrefixMatch: exactly one PathPrefix match must be specified (CEL)",
    ),
  ],
  *check(resource) {
    for (const rule of placesOf(resource, places)) {
      if (matchesOnePrefix(rule)) continue;
      for (const key of ["requestRedirect", "urlRewrite"]) {
        const own = replacements(rule, key);
        if (own.length === 1) yield* own.map((path) => ofNothing(path, rule));
        const perBackend = (rule.get("backendRefs")?.items() ?? [])
          .map((backend) => replacements(backend, key))
          .filter((found) => found.length === 1)
          .flat();
        if (perBackend.length === 1) yield* perBackend.map((path) => ofNothing(path, rule));
      }
    }
  },
});

/** A rule without matches matches the prefix `/`. */
function matchesOnePrefix(rule: Field): boolean {
  const matches = rule.get("matches");
  if (matches === undefined) return true;
  const [match, ...others] = matches.items();
  const type = match?.at("path", "type")?.text ?? "PathPrefix";
  return match !== undefined && others.length === 0 && type === "PathPrefix";
}

/** What filters of a rule or backend write in place of a prefix; the API server looks only where there is one. */
function replacements(of: Field, key: string): readonly Field[] {
  return fieldsAt(of, `filters[].${key}.path`)
    .filter((path) => path.get("type")?.text === "ReplacePrefixMatch")
    .flatMap((path) => path.get("replacePrefixMatch") ?? []);
}

function ofNothing(replacement: Field, rule: Field): Finding {
  const matches = rule.get("matches");
  const related = matches && [{ span: matches.keySpan, text: "not a single prefix" }];
  return refusal({
    headline: "`replacePrefixMatch` needs a rule with exactly one prefix match",
    primary: { span: replacement.keySpan, text: "replaces the matched prefix" },
    ...(related && { related }),
    help: "match one `path` of type PathPrefix, or replace the whole path with `replaceFullPath`",
  });
}
