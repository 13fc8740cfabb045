import type { Route } from "../../src/mesh/objects/route.ts";
import type { RpcPath } from "../../src/mesh/resolve/rpc-paths.ts";
import { isStream, rpcsTaking } from "../../src/mesh/ask/rpc-routes.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, istioApi } from "../../src/rule/rule.ts";
import type { RpcMethod } from "../../src/rpc/rpc.ts";
import { list } from "../../src/text/lists.ts";

export const streamingUnderRouteTimeout = defineRule({
  id: "streaming-under-route-timeout",
  topic: "streaming",
  summary: "a route's timeout ends the streams of a streaming RPC",
  severity: "warning",
  reads: "rpcPath",
  ofIstio: ({ resource }) => resource,
  evidence: [
    istioApi("networking/v1alpha3/virtual_service.proto", "HTTPRoute.timeout"),
    envoy(
      "source/common/router/router.cc",
      "setTimeoutHeaders: the timeout is sent as grpc-timeout",
    ),
    envoy("api/envoy/config/route/v3/route_components.proto", "RouteAction.timeout"),
  ],
  *check(path, mesh) {
    const { route } = path;
    const timeout = route?.timeout;
    if (route === undefined || timeout === undefined || timeout.value <= 0) return;
    const cut = rpcsTaking(path, mesh).filter(isStream);
    if (cut.length > 0) yield endsStreams(path, route, cut);
  },
});

function endsStreams(
  path: RpcPath,
  { api, timeout, field }: Route,
  cut: readonly RpcMethod[],
): Finding {
  const names = cut.map(({ name }) => name.value);
  const [first] = cut;
  const subject = names.length === 1 ? `stream ${list(names)}` : `streams ${list(names, 3)}`;
  return {
    headline: `the route's timeout ends the ${subject} of \`${path.service}\``,
    primary: { span: timeout?.span ?? field.span, text: "applies to the whole stream" },
    related: [
      ...path.reasons,
      ...(first ? [{ span: first.name.span, text: "a streaming RPC" }] : []),
    ],
    note: "the timeout runs from the start of the stream and is also sent as the call's deadline: every stream ends with DEADLINE_EXCEEDED (4) or UNAVAILABLE (14) after it, however healthy",
    help: `add ${place(api)} for ${list(names, 3)} without a timeout`,
  };
}

function place(api: Route["api"]): string {
  return api === "VirtualService" ? "a route before this one" : "a rule";
}
