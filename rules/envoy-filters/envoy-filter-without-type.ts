import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyFilterWithoutType = defineRule({
  id: "envoy-filter-without-type",
  topic: "envoy-filters",
  summary: "an EnvoyFilter adds a filter without its type",
  severity: "error",
  reads: "envoyPatch",
  evidence: [
    istio(
      "pkg/config/validation/envoyfilter/envoyfilter.go",
      "the value must decode; validateMissingTypedConfigFilterTypes",
    ),
    envoy("source/common/config/utility.h", "getFactory: filters are found by type, not by name"),
  ],
  *check({ applyTo, operation, value }) {
    if (!value || !/^(HTTP|NETWORK)_FILTER$/.test(applyTo?.value ?? "")) return;
    const old = value.get("config");
    if (old) yield untyped(old);
    const typed = value.get("typed_config") ?? value.get("typedConfig");
    if (typed?.isMap && typed.fields().length > 0 && !typed.get("@type")) yield noType(typed);
    const adds = /^(ADD|INSERT_\w+)$/.test(operation?.value ?? "");
    const discovered = value.get("config_discovery") ?? value.get("configDiscovery");
    const name = value.get("name");
    if (adds && name && !old && !typed && !discovered) yield nameOnly(name);
  },
});

const note =
  "Envoy refuses the whole listener: running proxies keep their old routes, and new pods pass no gRPC calls";

function untyped(config: Field): Finding {
  return {
    headline: "filters need `typed_config`; `config` belongs to Envoy's removed v2 API",
    primary: { span: config.keySpan, text: "ignored" },
    note,
    help: 'use `typed_config` with the filter\'s `"@type"`, and the fields of that type',
  };
}

function noType(typed: Field): Finding {
  return {
    headline: "`typed_config` has no `@type`",
    primary: { span: typed.keySpan, text: 'no `"@type"`' },
    note: "Istio's webhook refuses the EnvoyFilter, so its patches never reach gRPC calls",
    help: 'add `"@type": type.googleapis.com/envoy.extensions.filters.…`',
  };
}

function nameOnly(name: Field): Finding {
  return {
    headline: `the filter \`${name.text ?? ""}\` is added without \`typed_config\``,
    primary: { span: name.span, text: "a name is not a type" },
    note,
    help: 'add `typed_config` with `"@type"`, even if the type has no settings',
  };
}
