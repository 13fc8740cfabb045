import type { Resource } from "../../src/manifest/resource.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

/** The minor release of Istio that first serves `v1`. EnvoyFilter, ProxyConfig and WasmPlugin have no `v1`. */
const v1Since: ReadonlyMap<string, number> = new Map([
  ["networking.istio.io/DestinationRule", 22],
  ["networking.istio.io/Gateway", 22],
  ["networking.istio.io/ServiceEntry", 22],
  ["networking.istio.io/Sidecar", 22],
  ["networking.istio.io/VirtualService", 22],
  ["networking.istio.io/WorkloadEntry", 22],
  ["networking.istio.io/WorkloadGroup", 22],
  ["security.istio.io/AuthorizationPolicy", 17],
  ["security.istio.io/PeerAuthentication", 22],
  ["security.istio.io/RequestAuthentication", 17],
  ["telemetry.istio.io/Telemetry", 22],
]);

export const istioApiVersionOld = defineRule({
  id: "istio-api-version-old",
  topic: "upgrades",
  summary: "a resource uses an API version that `v1` has replaced",
  severity: "info",
  preset: "strict",
  reads: "resource",
  fields: Object.fromEntries([...v1Since.keys()].map((type) => [type, [""]])),
  evidence: [
    istioApi(
      "kubernetes/customresourcedefinitions.gen.yaml",
      "versions served and stored, by release",
    ),
  ],
  fixable: "safe",
  *check(resource, { settings }) {
    const since = v1Since.get(resource.type);
    if (since === undefined || !/^v1(?:alpha|beta)\d+$/.test(resource.version)) return;
    if (Number(settings.istioVersion.split(".")[1] ?? 0) < since) return;
    const served = `${resource.group}/${resource.version}`;
    if (stillServed.has(served)) yield old(resource);
  },
});

/** Versions that no release serves are refused by the API server; that is another finding. */
const stillServed: ReadonlySet<string> = new Set([
  "networking.istio.io/v1alpha3",
  "networking.istio.io/v1beta1",
  "security.istio.io/v1beta1",
  "telemetry.istio.io/v1alpha1",
]);

function old({ kind, group, root, apiVersion }: Resource): Finding {
  const current = `${group}/v1`;
  const field = root.get("apiVersion");
  const edit = field && replaceText(field, current);
  return {
    headline: `\`${apiVersion.value}\` of ${kind} is replaced by \`${current}\``,
    primary: { span: apiVersion.span, text: "an older version" },
    note: "fields are the same, so gRPC calls see no difference; later releases may stop serving the old version",
    help: `use \`${current}\``,
    ...(edit && { fix: { title: `use \`${current}\``, safe: true, edits: [edit] } }),
  };
}
