import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyMatchIgnored = defineRule({
  id: "envoy-match-ignored",
  topic: "admission",
  summary: "an EnvoyFilter match that Istio ignores",
  severity: "warning",
  reads: "envoyPatch",
  evidence: [
    istio("pkg/config/validation/envoyfilter/envoyfilter.go", "filter match has no effect"),
    istio("pkg/config/validation/envoyfilter/envoyfilter.go", "proxyVersion match exceeds"),
  ],
  *check(patch) {
    const { applyTo, match, context } = patch;
    if (context?.value === "WAYPOINT") return;
    const filter = match?.at("listener", "filterChain", "filter");
    if (filter && /^(?:LISTENER|FILTER_CHAIN)$/.test(applyTo?.value ?? "")) {
      yield noEffect(patch, filter);
    }
    const version = match?.at("proxy", "proxyVersion");
    if (version && (version.text?.length ?? 0) > 1024) yield tooLong(version);
  },
});

function noEffect({ applyTo }: EnvoyPatch, filter: Field): Finding {
  return {
    headline: `\`${applyTo?.value ?? ""}\` is not matched by its filters, so this match has no effect`,
    primary: { span: filter.keySpan, text: "ignored" },
    ...(applyTo && { related: [{ span: applyTo.span, text: "the patched object" }] }),
    note: "Istio's webhook warns: listeners without this filter are patched too",
    help: "match by `name`, `portNumber` or other fields of `filterChain`",
  };
}

function tooLong(version: Field): Finding {
  return {
    headline: "`proxyVersion` is longer than 1024 characters, so it is ignored",
    primary: { span: version.span, text: "ignored" },
    note: "Istio's webhook warns: proxies of every version are patched",
    help: "use a short expression, such as `^1\\.31.*`",
  };
}
