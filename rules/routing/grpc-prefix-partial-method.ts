import { parseGrpcPath } from "../../src/mesh/objects/grpc-path.ts";
import type { PathMatch } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { renameKey } from "../../src/rule/edits.ts";
import { defineRule, istioApi } from "../../src/rule/rule.ts";

export const grpcPrefixPartialMethod = defineRule({
  id: "grpc-prefix-partial-method",
  topic: "routing",
  summary: "a prefix ends inside a gRPC method's name",
  severity: "info",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].match[].uri.prefix"] },
  evidence: [istioApi("networking/v1alpha3/virtual_service.proto", "StringMatch.prefix")],
  fixable: "unsafe",
  *check({ matches }) {
    for (const { path } of matches) {
      const method = path?.kind === "prefix" ? parseGrpcPath(path.value)?.method : undefined;
      if (path && method) yield endsInside(path, method);
    }
  },
});

function endsInside(path: PathMatch, method: string): Finding {
  return {
    headline: `prefix \`${path.value}\` matches every method whose name starts with \`${method}\``,
    primary: { span: path.span, text: "a method used as prefix" },
    note: `\`${method}Stream\` or \`${method}All\` would also match this route, with its timeout and retries`,
    help: `use \`exact: ${path.value}\` if only this method is intended`,
    ...offerFix(renameKey(path.field, "exact"), {
      title: "use `exact` (longer names no longer match)",
      safe: false,
    }),
  };
}
