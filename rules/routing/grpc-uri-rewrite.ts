import { backendProtocol } from "../../src/mesh/ask/grpc-only.ts";
import type { Route, RouteMatch } from "../../src/mesh/objects/route.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc, istioApi, thread } from "../../src/rule/rule.ts";
import type { Field } from "../../src/yaml/field.ts";

export const grpcUriRewrite = defineRule({
  id: "grpc-uri-rewrite",
  topic: "routing",
  summary: "a rewrite changes gRPC paths into paths that no gRPC server has",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].rewrite.uri"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPRewrite.uri replaces the matched prefix",
    ),
    grpc("doc/PROTOCOL-HTTP2.md", "Path: `/` Service-Name `/` method name"),
    thread("istio/istio#30989", "path prefixes for gRPC: clients cannot send them"),
  ],
  *check(route) {
    const rewrite = route.field.at("rewrite", "uri");
    const uri = rewrite?.text;
    if (!route.grpcOnly || rewrite === undefined || uri === undefined) return;
    for (const match of route.matches) {
      const sent = match.path && rewritten(match, uri);
      if (sent !== undefined && !isGrpcPath(sent)) {
        yield notGrpc(rewrite, sent, route, match);
        return;
      }
    }
  },
});

/** The path that the server gets for a call to a sample method. */
function rewritten({ path }: RouteMatch, uri: string): string | undefined {
  if (path?.kind === "exact") return uri;
  if (path?.kind !== "prefix") return undefined;
  const slash = path.value.endsWith("/") ? "/" : "";
  const whole = path.value.slice(0, path.value.length - slash.length);
  const last = whole.slice(whole.lastIndexOf("/") + 1);
  if (isServiceName(last)) return slash === "/" ? `${uri}Method` : `${uri}/Method`;
  // A package, or the beginning of a name: what follows in a call's path goes on with it.
  if (slash === "" && last.includes(".")) return undefined;
  // What stands before the service is cut off: `/shop` or `/shop/`, and the rest of the call's path follows.
  return path.value.endsWith("/") ? `${uri}pkg.Service/Method` : `${uri}/pkg.Service/Method`;
}

/** `shop.v1.Orders`, or a service without package. */
function isServiceName(text: string): boolean {
  return /^(?:\w+\.)*[A-Z]\w*$/.test(text);
}

function isGrpcPath(path: string): boolean {
  return /^\/[^/]+\/[^/]+$/.test(path);
}

function notGrpc(rewrite: Field, sent: string, route: Route, match: RouteMatch): Finding {
  return {
    headline: `after this rewrite the gRPC server gets paths like \`${sent}\``,
    primary: { span: rewrite.span, text: "not `/package.Service/Method`" },
    related: [
      ...(match.path ? [{ span: match.path.span, text: "replaces this" }] : []),
      ...backendProtocol(route),
    ],
    note: "the server has no such method: calls end with UNIMPLEMENTED (12)",
    help: "remove `rewrite` and match `/package.Service/`, the path that gRPC clients send",
  };
}
