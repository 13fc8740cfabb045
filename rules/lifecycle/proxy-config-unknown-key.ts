import { shortType } from "../../src/mesh/ask/envoy-breaches.ts";
import { settingsBreaches } from "../../src/mesh/ask/settings-breaches.ts";
import type { IstioSettings } from "../../src/mesh/objects/istio-settings.ts";
import { renameKey } from "../../src/rule/edits.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { ProtoBreach } from "../../src/schema/protos/proto-breaches.ts";
import { similarName } from "../../src/text/similar-name.ts";

export const proxyConfigUnknownKey = defineRule({
  id: "proxy-config-unknown-key",
  topic: "lifecycle",
  summary: "`proxy.istio.io/config` or a mesh configuration has a key that Istio does not know",
  severity: "warning",
  severityWhere: { info: "a mesh configuration may be written for another release" },
  reads: "istioSettings",
  evidence: [
    istioApi("mesh/v1alpha1/proxy.proto", "ProxyConfig; MeshConfig in config.proto"),
    istio(
      "pkg/util/protomarshal/protomarshal.go",
      "ApplyYAML: unknown fields are allowed, and lost",
    ),
  ],
  fixable: "unsafe",
  *check(settings) {
    for (const breach of settingsBreaches(settings)) {
      if (breach.kind === "unknown" || breach.kind === "removed")
        yield unknownKey(settings, breach);
    }
  },
});

function unknownKey(
  { kind }: IstioSettings,
  { field, message, names, around }: ProtoBreach,
): Finding {
  const { value: key, span } = field.key;
  const similar = similarName(key, names);
  const isMesh = kind === "MeshConfig";
  const isLikely = similar !== undefined || around !== undefined;
  return {
    headline: `\`${key}\` is not a field of Istio's ${shortType(message)}`,
    primary: { span, text: "ignored" },
    note: `${isMesh ? "istiod" : "injection"} silently drops unknown keys: gRPC calls get the defaults`,
    help: helpFor(message, similar, around),
    // Charts are written for several releases of Istio.
    ...(isMesh && !isLikely && { severity: "info" as const }),
    ...offerFix(similar === undefined ? undefined : renameKey(field, similar), {
      title: `rename it to \`${similar ?? ""}\` (the setting then takes effect)`,
      safe: false,
    }),
  };
}

function helpFor(message: string, similar: string | undefined, around: string | undefined): string {
  if (similar !== undefined) return `a similar setting exists: \`${similar}\``;
  return around === undefined
    ? `check the key in the reference of ${shortType(message)}, or remove it`
    : `move it out: it is a field of ${shortType(around)}`;
}
