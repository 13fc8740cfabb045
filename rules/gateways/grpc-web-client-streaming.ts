import { grpcWebCorsOf } from "../../src/mesh/ask/grpc-web.ts";
import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import { rpcsTaking } from "../../src/mesh/ask/rpc-routes.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";
import type { RpcMethod } from "../../src/rpc/rpc.ts";
import { list } from "../../src/text/lists.ts";
import type { Span } from "../../src/yaml/source.ts";

export const grpcWebClientStreaming = defineRule({
  id: "grpc-web-client-streaming",
  topic: "gateways",
  summary: "a gRPC-Web route leads to client-streaming RPCs, which browsers cannot call",
  severity: "info",
  severityWhere: { warning: "the route is for nothing but such an RPC" },
  reads: "rpcPath",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].corsPolicy"] },
  evidence: [
    grpc("doc/PROTOCOL-WEB.md", "client-streaming and bidirectional calls are not supported"),
  ],
  *check(path, mesh) {
    const cors = path.route && grpcWebCorsOf(path.route);
    if (cors === undefined) return;
    const streamed = rpcsTaking(path, mesh).filter(({ clientStreaming }) => clientStreaming);
    if (streamed.length > 0) yield cannotCall(path, cors.evidence.span, streamed);
  },
});

function cannotCall(
  { service, method, isPrefix, span }: RpcPath,
  evidence: Span,
  streamed: readonly RpcMethod[],
): Finding {
  const names = list(
    streamed.map(({ name }) => name.value),
    3,
  );
  const [first] = streamed;
  return {
    // A route for nothing else has no use.
    ...(method !== undefined && !isPrefix && { severity: "warning" as const }),
    headline: `browsers cannot call ${names} of \`${service}\``,
    primary: { span, text: "a route for gRPC-Web" },
    related: [
      { span: evidence, text: "this is gRPC-Web" },
      ...(first ? [{ span: first.name.span, text: "a client-streaming RPC" }] : []),
    ],
    note: "gRPC-Web sends one message per request: the client library refuses such a call, or it ends after its first message",
    help: "offer browsers a unary or server-streaming RPC instead",
  };
}
