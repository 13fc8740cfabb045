import {
  currentHttpFilterName,
  currentNetworkFilterName,
} from "../../src/mesh/ask/envoy-filter-names.ts";
import type { EnvoyPatch } from "../../src/mesh/objects/envoy-filter.ts";
import type { Mesh } from "../../src/mesh/mesh.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istio, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";

export const envoyFilterLegacyName = defineRule({
  id: "envoy-filter-legacy-name",
  topic: "envoy-filters",
  summary: "an EnvoyFilter matches a filter by a name that Envoy no longer uses",
  severity: "error",
  answers: ["IST0133"],
  reads: "envoyPatch",
  evidence: [
    istio(
      "pilot/pkg/networking/core/envoyfilter/listener_patch.go",
      "networkFilterMatch, httpFilterMatch: equal names",
    ),
    istio("pkg/config/xds/deprecated.go", "DeprecatedFilterNames: used for warnings only"),
    thread("istio/istio#45675", "Istio 1.19 no longer matches the names that Envoy 1.14 replaced"),
    thread("istio/istio#16262", "gRPC-JSON transcoding stopped with the old names"),
  ],
  fixable: "unsafe",
  *check(patch, mesh) {
    const filter = patch.match?.at("listener", "filterChain", "filter");
    const network = filter?.get("name");
    const http = filter?.at("subFilter", "name");
    const networkName = currentNetworkFilterName(network?.text ?? "");
    const httpName = currentHttpFilterName(http?.text ?? "");
    if (network && networkName !== undefined && !isAdded(network, mesh))
      yield neverFound(patch, network, networkName);
    if (http && httpName !== undefined && !isAdded(http, mesh))
      yield neverFound(patch, http, httpName);
  },
});

/** A filter that an EnvoyFilter adds has whatever name it gives. */
function isAdded(name: Field, mesh: Mesh): boolean {
  return mesh.filtersNamed(name.text ?? "").length > 0;
}

function neverFound({ resource }: EnvoyPatch, name: Field, current: string): Finding {
  const edit = replaceText(name, current);
  return {
    headline: `no filter is named \`${name.text ?? ""}\`: this patch of \`${resource.name}\` never applies`,
    primary: { span: name.span, text: "until Envoy 1.14" },
    note: "Istio 1.19 and later match only current names: gRPC calls are handled as if this patch were not there",
    help: `use \`${current}\``,
    ...(edit && {
      fix: { title: `use \`${current}\`, so that the patch applies`, safe: false, edits: [edit] },
    }),
  };
}
