import { settingsBreaches } from "../../src/mesh/ask/settings-breaches.ts";
import type { IstioSettings } from "../../src/mesh/objects/istio-settings.ts";
import { isPlaceholder } from "../../src/mesh/objects/placeholder.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, istio, istioApi } from "../../src/rule/rule.ts";
import type { ProtoBreach } from "../../src/schema/protos/proto-breaches.ts";
import { oneOf } from "../../src/text/lists.ts";
import { similarName } from "../../src/text/similar-name.ts";

export const istioSettingsMalformed = defineRule({
  id: "istio-settings-malformed",
  topic: "lifecycle",
  summary: "`proxy.istio.io/config` or a mesh configuration cannot be read by Istio",
  severity: "error",
  reads: "istioSettings",
  evidence: [
    istio(
      "pkg/kube/inject/inject.go",
      "RunTemplate: injection fails where ApplyProxyConfig returns an error",
    ),
    istio(
      "pkg/config/mesh/mesh.go",
      "ApplyMeshConfig, MergeProxyConfig: YAML to the proto's types",
    ),
    istioApi("mesh/v1alpha1/config.proto", "MeshConfig; ProxyConfig in proxy.proto"),
  ],
  *check(settings) {
    const { fault, workload } = settings;
    if (workload && ["excluded", "ambient"].includes(workload.injection)) return;
    if (fault) yield unreadable(settings, fault);
    for (const breach of settingsBreaches(settings)) {
      const isFine = isPlaceholder(breach.field.text ?? "") || isMadeText(settings, breach);
      if (breach.kind === "type" && !isFine) yield wrongType(settings, breach);
    }
  },
});

/** istioctl puts quotes around what is in `proxyMetadata`. */
function isMadeText({ isInstaller }: IstioSettings, { field }: ProtoBreach): boolean {
  return isInstaller === true && field.parent?.step === "proxyMetadata";
}

function consequence({ kind }: IstioSettings): string {
  return kind === "ProxyConfig"
    ? "injection fails: no pod is created, and gRPC calls to it fail with UNAVAILABLE (14)"
    : "istiod cannot read any of it: changes to the mesh configuration have no effect";
}

function titleOf({ kind }: IstioSettings): string {
  return kind === "ProxyConfig" ? "`proxy.istio.io/config`" : "the mesh configuration";
}

function unreadable(
  settings: IstioSettings,
  { message, span }: NonNullable<IstioSettings["fault"]>,
): Finding {
  return {
    headline: `${titleOf(settings)} is not a YAML map`,
    primary: { span, text: "cannot be read" },
    note: consequence(settings),
    help: `fix the YAML: ${message}`,
  };
}

function wrongType(settings: IstioSettings, { field, wanted, names }: ProtoBreach): Finding {
  const isEnum = wanted === "one of the enum values";
  const similar = similarName(field.text ?? "", names);
  const name = typeof field.step === "number" ? String(field.parent?.step) : String(field.step);
  return {
    headline: isEnum
      ? `\`${field.text ?? ""}\` is not a value of \`${name}\` in ${titleOf(settings)}`
      : `\`${name}\` in ${titleOf(settings)} must be ${wanted}`,
    primary: { span: field.span, text: isEnum ? "unknown value" : `not ${wanted}` },
    note: consequence(settings),
    help: isEnum ? `use ${similar ? `\`${similar}\`` : oneOf(names)}` : `set it to ${wanted}`,
  };
}
