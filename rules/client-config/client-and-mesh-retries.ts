import { clientCallsIn, routesOfCalls, type ClientCalls } from "../../src/mesh/ask/client-calls.ts";
import { findGrpcStatus } from "../../src/mesh/objects/grpc-status.ts";
import { triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { Retries, Route } from "../../src/mesh/objects/route.ts";
import type { ServiceConfig } from "../../src/mesh/objects/service-configs.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, grpc } from "../../src/rule/rule.ts";

export const clientAndMeshRetries = defineRule({
  id: "client-and-mesh-retries",
  topic: "client-config",
  summary: "a client and a route both retry the same calls, and their attempts multiply",
  severity: "info",
  reads: "serviceConfig",
  evidence: [
    grpc("proposal A6-client-retries.md", "maxAttempts: the first attempt included, at most 5"),
    envoy(
      "docs/root/configuration/http/http_filters/router_filter.rst",
      "x-envoy-max-retries: retries after the first attempt",
    ),
  ],
  *check(config, mesh) {
    const seen = new Set<Route>();
    for (const calls of clientCallsIn(config)) {
      if (calls.attempts === undefined) continue;
      for (const route of routesOfCalls(calls, mesh)) {
        if (seen.has(route) || !triesAgain(route.retries)) continue;
        if (!repeatsWhatFails(calls, route.retries)) continue;
        seen.add(route);
        yield multiplied(config, calls, route.retries);
      }
    }
  },
});

/** Whether the client makes another attempt after a failure that the route gave up on. */
function repeatsWhatFails({ retriedStatuses }: ClientCalls, { named }: Retries): boolean {
  // Istio's default conditions, broken connections and HTTP statuses reach the client as UNAVAILABLE.
  const given = named.map(({ value }) => findGrpcStatus(value) ?? "UNAVAILABLE");
  return (given.length === 0 ? ["UNAVAILABLE"] : given).some((it) => retriedStatuses.includes(it));
}

function multiplied(
  { spanOf }: ServiceConfig,
  { service, method, attempts }: ClientCalls,
  { attempts: retries, field }: Retries,
): Finding {
  const most = attempts?.value ?? 1;
  const each = (retries?.value ?? 0) + 1;
  const name = method === undefined ? service : `${service}/${method}`;
  return {
    headline: `client and mesh make up to ${most * each} attempts for one call of \`${name}\``,
    primary: {
      span: spanOf(attempts?.start ?? 0, attempts?.end ?? 0),
      text: `${most} attempts by the client`,
    },
    related: [{ span: retries?.span ?? field.span, text: `${each} attempts for each of them` }],
    note: `when the server is down or overloaded, each call becomes ${most} × ${each} requests to it`,
    help: "retry in one place: set `retries.attempts: 0` in the route, or remove `retryPolicy` from the client",
  };
}
