import { proxySettingsOf } from "../../src/mesh/objects/proxy-settings.ts";
import { defineRule, envoy, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const grpcStatsPrefixNoMatch = defineRule({
  id: "grpc-stats-prefix-no-match",
  topic: "observability",
  summary: "the inclusion prefix `grpc` matches no gRPC call statistics",
  severity: "warning",
  reads: "workload",
  fields: {
    "*": [
      'metadata.annotations["proxy.istio.io/config"]',
      'metadata.annotations["sidecar.istio.io/statsInclusionPrefixes"]',
    ],
  },
  evidence: [
    envoy(
      "docs/root/configuration/http/http_filters/grpc_stats_filter.rst",
      "names are cluster.<name>.grpc.…",
    ),
    istio("pilot/pkg/xds/filters/filters.go", "GrpcStats: stats_for_all_methods is off"),
    {
      project: "Istio 1.31",
      path: "docs/reference/config/metrics",
      detail: "grpc_response_status of istio_requests_total",
    },
  ],
  *check(workload) {
    // On the workload itself the annotation has no effect, which is another finding; its text is no better for it.
    const { template, resource } = workload;
    const own = template === resource.root ? [] : proxySettingsOf({ template: resource.root });
    const settings = [...workload.proxySettings, ...own];
    const listed = settings.flatMap(({ path, value }) =>
      /(^|\.)inclusion(Prefixes|_prefixes)$/.test(path) && value ? [value] : [],
    );
    const old = workload.template
      .at("metadata", "annotations", "sidecar.istio.io/statsInclusionPrefixes")
      ?.pieces(",");
    for (const prefix of [...listed, ...(old ?? [])]) {
      if (/^grpc\b/.test(prefix.value.trim())) yield matchesNothing(prefix);
    }
  },
});

function matchesNothing(prefix: Located<string>): Finding {
  return {
    headline: `no statistics of gRPC calls start with \`${prefix.value.trim()}\``,
    primary: { span: prefix.span, text: "matches no statistics" },
    note: "Envoy names them `cluster.….grpc.…`; status codes are in `istio_requests_total{grpc_response_status}` anyway",
    help: "remove the prefix, or match the full name with `inclusionRegexps`: `cluster\\..*\\.grpc\\..*`",
  };
}
