import { formatDuration } from "../../src/mesh/duration.ts";
import type { Retries } from "../../src/mesh/route.ts";
import { defineRule, envoy, thread } from "../../src/rule/rule.ts";
import type { Finding, Label } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

/** The conditions under which Envoy retries a try that ended without a response, its own timeout included. */
const retriesResets: ReadonlySet<string> = new Set(["5xx", "gateway-error", "reset"]);

export const perTryTimeoutNeverRetried = defineRule({
  id: "per-try-timeout-never-retried",
  topic: "retries",
  summary: "a per-try timeout whose expiry no `retryOn` condition retries",
  severity: "warning",
  reads: "route",
  evidence: [
    envoy("source/common/router/retry_state_impl.cc", "wouldRetryFromReset"),
    thread("istio/istio#17613", "perTryTimeout is not retried until `gateway-error` is added"),
    thread("istio/istio#55748", "perTryTimeout becomes the timeout of the whole call"),
  ],
  *check({ retries }) {
    if (retries?.perTryTimeout === undefined || (retries.attempts?.value ?? 0) < 1) return;
    if (retries.conditions.some(({ value }) => retriesResets.has(value.trim()))) return;
    yield neverRetried(retries, retries.perTryTimeout);
  },
});

function neverRetried(retries: Retries, perTry: Located<number>): Finding {
  const limit = formatDuration(perTry.value);
  return {
    headline: `a try that exceeds \`perTryTimeout\` ${limit} is not retried`,
    primary: { span: perTry.span, text: "ends the whole call" },
    related: [conditions(retries)],
    note: `the first slow try ends the call after ${limit} with UNAVAILABLE (14), whatever \`attempts\` says`,
    help: "add `reset` to `retryOn` if the methods may run twice; else set `timeout` and drop `perTryTimeout`",
  };
}

function conditions({ retryOn, field }: Retries): Label {
  if (retryOn) return { span: retryOn.span, text: "no `reset`, `gateway-error` or `5xx`" };
  return { span: field.keySpan, text: "the default list retries no timeouts" };
}
