import type { HeaderMatch } from "../../src/mesh/objects/route.ts";
import { defineRule, gatewayApi, istio } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";

export const duplicateGrpcrouteHeader = defineRule({
  id: "duplicate-grpcroute-header",
  topic: "gateway-api",
  summary: "one match of a Gateway API route names the same header twice in different case",
  severity: "warning",
  reads: "route",
  fields: {
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].matches[].headers"],
    "gateway.networking.k8s.io/GRPCRoute": ["spec.rules[].matches[].headers"],
  },
  evidence: [
    gatewayApi(
      "apis/v1/grpcroute_types.go",
      "GRPCHeaderMatch.name: only the first entry counts, in any case",
    ),
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "createGRPCHeadersMatch: both conditions are kept",
    ),
  ],
  *check({ api, matches }) {
    if (api === "VirtualService") return;
    for (const { headers } of matches) {
      const first = new Map<string, HeaderMatch>();
      for (const header of headers) {
        const name = header.name.value.toLowerCase();
        const known = first.get(name);
        if (known === undefined) first.set(name, header);
        // Names that are spelt alike are refused by the API server, which says so itself.
        else if (known.name.value !== header.name.value) yield twice(header, known);
      }
    }
  },
});

function twice(header: HeaderMatch, known: HeaderMatch): Finding {
  return {
    headline: `\`${header.name.value}\` and \`${known.name.value}\` are the same header`,
    primary: { span: header.name.span, text: "matched again" },
    related: [{ span: known.name.span, text: "first matched here" }],
    note: "metadata keys are case-insensitive: Istio requires both conditions, other gateways only the first",
    help: `keep one condition on \`${header.name.value.toLowerCase()}\`; to match either value, use two matches`,
  };
}
