import {
  routesOfCalls,
  waitingCallsIn,
  type WaitingCalls,
} from "../../src/mesh/ask/client-calls.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import type { ServiceConfig } from "../../src/mesh/objects/service-configs.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, grpc } from "../../src/rule/rule.ts";

export const clientWaitsForReadyInVain = defineRule({
  id: "client-waits-for-ready-in-vain",
  topic: "client-config",
  summary: "a client waits for a connection that its sidecar always has",
  severity: "info",
  reads: "serviceConfig",
  evidence: [
    grpc(
      "doc/wait-for-ready.md",
      "calls wait for the channel to become READY; calls that were sent do not come back",
    ),
    envoy("source/common/router/router.cc", "no healthy upstream: 503"),
  ],
  *check(config, mesh) {
    for (const calls of waitingCallsIn(config)) {
      const route = routesOfCalls(calls, mesh).find(
        ({ api, viaMesh }) => api === "VirtualService" && viaMesh,
      );
      if (route === undefined) continue;
      yield waits(config, calls, route);
      return;
    }
  },
});

function waits(
  { spanOf }: ServiceConfig,
  { service, waits: { start, end } }: WaitingCalls,
  { field }: Route,
): Finding {
  return {
    headline: `\`waitForReady\` does not wait for the pods of \`${service}\``,
    primary: { span: spanOf(start, end), text: "waits for the sidecar only" },
    related: [{ span: (field.get("match") ?? field).keySpan, text: "sidecars route these calls" }],
    note: "the client is connected to its own sidecar and always ready: if there are no pods, or all are ejected, calls fail with UNAVAILABLE (14) at once",
    help: "add UNAVAILABLE to `retryableStatusCodes`, or let the route retry",
  };
}
