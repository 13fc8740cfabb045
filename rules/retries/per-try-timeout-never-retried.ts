import { formatDuration } from "../../src/mesh/objects/duration.ts";
import { gatewayTimeout, proxyAnswer } from "../../src/mesh/ask/proxy-answer.ts";
import { resetConditions, triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { Retries, Route } from "../../src/mesh/objects/route.ts";
import { takesOnlyIdempotent } from "../../src/mesh/ask/rpc-routes.ts";
import { appendText } from "../../src/rule/edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeField } from "../../src/rule/removals.ts";
import { defineRule, envoy, istio, thread } from "../../src/rule/rule.ts";
import type { Finding, Label } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const perTryTimeoutNeverRetried = defineRule({
  id: "per-try-timeout-never-retried",
  topic: "retries",
  summary: "a per-try timeout whose expiry no `retryOn` condition retries",
  severity: "warning",
  reads: "route",
  fields: {
    "networking.istio.io/VirtualService": ["spec.http[].retries.perTryTimeout"],
    "gateway.networking.k8s.io/HTTPRoute": ["spec.rules[].retry"],
  },
  ofIstio: ({ resource }) => resource,
  evidence: [
    envoy("source/common/router/retry_state_impl.cc", "wouldRetryFromReset"),
    istio(
      "pilot/pkg/config/kube/gateway/conversion.go",
      "convertHTTPRoute: `backendRequest` limits an attempt, and the list has no `reset`",
      "1.32",
    ),
    thread("istio/istio#17613", "perTryTimeout is not retried until `gateway-error` is added"),
    thread("istio/istio#55748", "perTryTimeout becomes the timeout of the whole call"),
  ],
  fixable: "unsafe",
  *check(route, mesh) {
    const { timeout, retries } = route;
    if (!triesAgain(retries) || retries.perTryTimeout === undefined) return;
    // Envoy ignores a limit that is not below the whole timeout: `per-try-timeout-not-below-timeout`.
    if (timeout !== undefined && timeout.value <= retries.perTryTimeout.value) return;
    if (retries.retryOn && !retries.retryOn.string()) return;
    if (retries.named.some(({ value }) => resetConditions.has(value))) return;
    yield route.api === "VirtualService"
      ? {
          ...neverRetried(route, retries, retries.perTryTimeout),
          ...(takesOnlyIdempotent(route, mesh.rpcs())
            ? retriedFix(retries)
            : removedFix(route, retries)),
        }
      : neverRetriedByApi(route, retries, retries.perTryTimeout);
  },
});

function neverRetried(route: Route, retries: Retries, perTry: Located<number>): Finding {
  const limit = formatDuration(perTry.value);
  return {
    headline: `an attempt that exceeds \`perTryTimeout\` ${limit} is not retried`,
    primary: { span: perTry.span, text: "ends the whole call" },
    related: [conditions(retries)],
    note: `the first slow attempt ends the call after ${limit} with ${proxyAnswer(route, gatewayTimeout)}; \`attempts\` does not help`,
    help: `${remedy(retries)} if the methods are idempotent; otherwise ${alternative(limit, route.timeout)}`,
  };
}

function retriedFix({ named, retryOn }: Retries): Pick<Finding, "fix"> {
  const listed = named.length > 0 ? retryOn : undefined;
  return offerFix(listed && appendText(listed, ",reset"), {
    title: "add `reset`: slow attempts are then retried",
    safe: false,
  });
}

/** `reset` would let calls run twice, and `retry-unsafe-code` cannot tell whether they may. */
function removedFix({ timeout }: Route, { field }: Retries): Pick<Finding, "fix"> {
  const written = timeout && field.get("perTryTimeout");
  if (timeout === undefined || written === undefined) return {};
  return offerFix(removeField(written), {
    title: `remove \`perTryTimeout\`: calls then end after ${formatDuration(timeout.value)}`,
    safe: false,
  });
}

/** `codes` are of responses, and a try that takes too long has none. */
function neverRetriedByApi(route: Route, retries: Retries, perTry: Located<number>): Finding {
  const limit = formatDuration(perTry.value);
  const { timeout } = route;
  return {
    headline: `an attempt that exceeds \`backendRequest\` ${limit} is not retried`,
    primary: { span: perTry.span, text: "ends the whole call" },
    related: [{ span: retries.field.keySpan, text: "Istio retries no timeouts" }],
    note: `the first slow attempt ends the call after ${limit} with ${proxyAnswer(route, gatewayTimeout)}; \`attempts\` does not help`,
    help:
      timeout === undefined
        ? `use \`request: ${limit}\` instead, which states the effective limit`
        : `remove \`backendRequest\`: \`request\` ${formatDuration(timeout.value)} already limits the call`,
  };
}

/** A list of one's own replaces the default one, so its other conditions have to be written as well. */
function remedy(retries: Retries): string {
  return retries.named.length > 0
    ? "add `reset` to `retryOn`"
    : "set `retryOn: connect-failure,refused-stream,unavailable,cancelled,reset`";
}

function alternative(limit: string, timeout: Located<number> | undefined): string {
  return timeout === undefined
    ? `use \`timeout: ${limit}\` instead, which states the effective limit`
    : `remove \`perTryTimeout\`: \`timeout\` ${formatDuration(timeout.value)} already limits the call`;
}

function conditions(retries: Retries): Label {
  const { retryOn, field } = retries;
  if (retryOn === undefined || retries.named.length === 0) {
    return { span: (retryOn ?? field).keySpan, text: "the default list retries no timeouts" };
  }
  return { span: retryOn.span, text: "no `reset`, `gateway-error` or `5xx`" };
}
