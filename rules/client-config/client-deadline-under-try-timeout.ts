import { clientCallsIn, routesOfCalls, type ClientCalls } from "../../src/mesh/ask/client-calls.ts";
import { triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { Retries, Route } from "../../src/mesh/objects/route.ts";
import type { ServiceConfig } from "../../src/mesh/objects/service-configs.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, envoy, grpc } from "../../src/rule/rule.ts";

export const clientDeadlineUnderTryTimeout = defineRule({
  id: "client-deadline-under-try-timeout",
  topic: "client-config",
  summary: "a client gives up before the first attempt of a route times out",
  severity: "info",
  reads: "serviceConfig",
  evidence: [
    grpc("doc/service_config.md", "timeout: the default timeout of a call"),
    envoy(
      "docs/root/configuration/http/http_filters/router_filter.rst",
      "x-envoy-upstream-rq-per-try-timeout-ms: the time that one attempt has",
    ),
  ],
  *check(config, mesh) {
    const seen = new Set<Route>();
    for (const calls of clientCallsIn(config)) {
      for (const route of calls.timeout === undefined ? [] : routesOfCalls(calls, mesh)) {
        const { retries } = route;
        if (seen.has(route) || !triesAgain(retries)) continue;
        const limit = retries.perTryTimeout?.value ?? 0;
        if (limit <= 0 || calls.timeout === undefined || calls.timeout.value > limit) continue;
        seen.add(route);
        yield neverAgain(config, calls, retries);
      }
    }
  },
});

function neverAgain(
  { spanOf }: ServiceConfig,
  { service, method, timeout }: ClientCalls,
  { perTryTimeout, field }: Retries,
): Finding {
  const name = method === undefined ? service : `${service}/${method}`;
  return {
    headline: `calls of \`${name}\` end before their first attempt can time out`,
    primary: {
      span: spanOf(timeout?.start ?? 0, timeout?.end ?? 0),
      text: "the client waits this long",
    },
    related: [{ span: perTryTimeout?.span ?? field.span, text: "one attempt may take this long" }],
    note: "a slow attempt is never retried: the call ends with DEADLINE_EXCEEDED (4) first",
    help: "set `perTryTimeout` to a fraction of the client's timeout, such as a third",
  };
}
