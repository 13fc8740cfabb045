import { backendProtocol, isDeclaredGrpc } from "../../src/mesh/ask/grpc-only.ts";
import { mayTakeTranscoded } from "../../src/mesh/ask/transcoded-routes.ts";
import type { PathMatch, Route } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { renameKey, replaceText } from "../../src/rule/edits.ts";
import { defineRule, grpc, thread } from "../../src/rule/rule.ts";

export const grpcExactNotServiceMethod = defineRule({
  id: "grpc-exact-not-service-method",
  topic: "routing",
  summary: "an exact path for a gRPC backend is not of the form `/package.Service/Method`",
  severity: "error",
  severityWhere: {
    warning: "the path is not that of a service, or the port does not declare gRPC",
  },
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].match[].uri.exact"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].matches[].path"],
  },
  evidence: [
    grpc("doc/PROTOCOL-HTTP2.md", "Path: `/` Service-Name `/` method name"),
    thread("istio/istio#10647", "gRPC is routed only once the exact path is `/pkg.Service/Method`"),
  ],
  fixable: "safe",
  *check(route, mesh) {
    if (!route.grpcOnly || route.api === "GRPCRoute") return;
    for (const { path } of route.matches) {
      if (path?.kind !== "exact" || !path.value.startsWith("/")) continue;
      if (/^\/[^/]+\/[^/]+$/.test(path.value)) continue;
      if (serviceIn(path.value) === undefined && mayTakeTranscoded(mesh)) continue;
      yield neverMatches(path, route);
    }
  },
});

function serviceIn(path: string): string | undefined {
  return /^\/([\w.]*\.[A-Z]\w*)\/?$/.exec(path)?.[1];
}

function neverMatches(path: PathMatch, route: Route): Finding {
  const service = serviceIn(path.value);
  const isGrpc = service !== undefined && isDeclaredGrpc(route);
  return {
    headline: `\`exact: ${path.value}\` matches no gRPC call: their paths are \`/package.Service/Method\``,
    primary: {
      span: path.span,
      text: service ? "a service without a method" : "not two segments",
    },
    related: backendProtocol(route),
    note: "the route is skipped: calls fall through to a later route, or fail with UNIMPLEMENTED (12)",
    help: service
      ? `match all methods with \`prefix: /${service}/\`, or one method with \`exact: /${service}/Method\``
      : "use `/package.Service/Method`, with the package from the `.proto` file",
    ...(!isGrpc && { severity: "warning" as const }),
    ...fixOf(path, service, route),
  };
}

/** `exact: /pkg.Service` becomes `prefix: /pkg.Service/`. */
function fixOf(
  { field }: PathMatch,
  service: string | undefined,
  { api }: Route,
): Pick<Finding, "fix"> {
  if (service === undefined || api !== "VirtualService") return {};
  const key = renameKey(field, "prefix");
  const value = replaceText(field, `/${service}/`);
  if (key === undefined || value === undefined) return {};
  return { fix: { title: `use \`prefix: /${service}/\``, safe: true, edits: [key, value] } };
}
