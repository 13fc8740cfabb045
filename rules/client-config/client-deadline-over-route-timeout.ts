import { clientCallsIn, routesOfCalls, type ClientCalls } from "../../src/mesh/ask/client-calls.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import type { ServiceConfig } from "../../src/mesh/objects/service-configs.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, grpc } from "../../src/rule/rule.ts";

export const clientDeadlineOverRouteTimeout = defineRule({
  id: "client-deadline-over-route-timeout",
  topic: "client-config",
  summary: "a route ends calls before the client's deadline",
  severity: "info",
  reads: "serviceConfig",
  evidence: [
    grpc("doc/service_config.md", "timeout: the default timeout of a call"),
    envoy("api/envoy/config/route/v3/route_components.proto", "RouteAction.max_grpc_timeout"),
  ],
  *check(config, mesh) {
    const seen = new Set<Route>();
    for (const calls of clientCallsIn(config)) {
      const { timeout } = calls;
      if (timeout === undefined) continue;
      for (const route of routesOfCalls(calls, mesh)) {
        const limit = route.timeout?.value ?? 0;
        if (seen.has(route) || limit <= 0 || timeout.value <= limit) continue;
        seen.add(route);
        yield endsEarly(config, calls, route);
      }
    }
  },
});

function endsEarly(
  { spanOf }: ServiceConfig,
  { service, method, timeout }: ClientCalls,
  { timeout: limit, field }: Route,
): Finding {
  const name = method === undefined ? service : `${service}/${method}`;
  return {
    headline: `a route ends calls of \`${name}\` before their client's deadline`,
    primary: {
      span: spanOf(timeout?.start ?? 0, timeout?.end ?? 0),
      text: "the client waits this long",
    },
    related: [{ span: limit?.span ?? field.span, text: "the route ends the call" }],
    note: "the shorter one applies: the client's timeout never expires, and calls end with UNAVAILABLE (14) instead, which `retryPolicy` may retry, or with DEADLINE_EXCEEDED (4)",
    help: "give both the same time, or let the route allow more than the client",
  };
}
