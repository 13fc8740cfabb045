import { proxyConfigFields } from "../../src/mesh/ask/proxy-config-fields.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { Finding, Fix } from "../../src/rule/finding.ts";
import { similarName } from "../../src/text/similar-name.ts";
import type { Located } from "../../src/yaml/source.ts";

export const proxyConfigUnknownKey = defineRule({
  id: "proxy-config-unknown-key",
  topic: "lifecycle",
  summary: "the annotation `proxy.istio.io/config` has a key that Istio does not know",
  severity: "warning",
  reads: "workload",
  at: { "*": ['metadata.annotations["proxy.istio.io/config"]'] },
  evidence: [
    istioApi("mesh/v1alpha1/proxy.proto", "ProxyConfig"),
    istio(
      "pkg/util/protomarshal/protomarshal.go",
      "ApplyYAML: unknown fields are allowed, and lost",
    ),
  ],
  fixable: "unsafe",
  *check(workload) {
    for (const { path, key } of workload.proxySettings) {
      if (path !== key.value || isKnown(path)) continue;
      yield unknownKey(key);
    }
  },
});

const known: ReadonlySet<string> = new Set(proxyConfigFields);

/** Fields are read in JSON's spelling and in that of the `.proto` file. */
function isKnown(key: string): boolean {
  return known.has(key.replaceAll(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase()));
}

function unknownKey(key: Located<string>): Finding {
  const similar = similarName(key.value, proxyConfigFields);
  const fix: Fix | undefined =
    similar === undefined
      ? undefined
      : {
          title: `write \`${similar}\`, which then takes effect`,
          safe: false,
          edits: [{ span: key.span, text: similar }],
        };
  return {
    headline: `\`${key.value}\` is no setting of a proxy`,
    primary: { span: key.span, text: "ignored" },
    note: "injection drops keys it does not know, without a word: gRPC calls get the proxy's defaults",
    help:
      similar === undefined
        ? "check the key in the reference of ProxyConfig, or remove it"
        : `a similar setting exists: \`${similar}\``,
    ...(fix && { fix }),
  };
}
