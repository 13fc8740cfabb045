import { formatDuration } from "../../src/mesh/objects/duration.ts";
import { gatewayTimeout, proxyAnswer } from "../../src/mesh/ask/proxy-answer.ts";
import { triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { Route } from "../../src/mesh/objects/route.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { defineRule, istioApi, thread } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";

export const retryBudgetExceedsTimeout = defineRule({
  id: "retry-budget-exceeds-timeout",
  topic: "retries",
  summary: "all attempts together need more time than the route's `timeout` allows",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.perTryTimeout"] },
  evidence: [
    istioApi(
      "networking/v1alpha3/virtual_service.proto",
      "HTTPRetry.attempts: at most 1 + attempts requests",
    ),
    thread("istio/istio#39097", "attempts 3 with perTryTimeout 1s under a timeout of 3s"),
    thread("istio/istio#21137", "no retry after the timeout of the route"),
  ],
  fixable: "unsafe",
  *check(route) {
    const budget = budgetOf(route);
    // At or above the whole timeout, Envoy ignores the limit of a try: `per-try-timeout-not-below-timeout`.
    if (budget === undefined || budget.perTry.value >= budget.timeout.value) return;
    if (budget.needed > budget.timeout.value) yield exceeds(route, budget);
  },
});

interface Budget {
  readonly attempts: Located<number>;
  readonly perTry: Located<number>;
  readonly timeout: Located<number>;
  readonly tries: number;
  /** Milliseconds of all tries together; pauses between them not counted. */
  readonly needed: number;
}

function budgetOf({ timeout, retries }: Route): Budget | undefined {
  if (!triesAgain(retries) || retries.attempts === undefined) return undefined;
  const { attempts, perTryTimeout } = retries;
  if (timeout === undefined || perTryTimeout === undefined) return undefined;
  const tries = attempts.value + 1;
  return { attempts, perTry: perTryTimeout, timeout, tries, needed: tries * perTryTimeout.value };
}

function exceeds(route: Route, budget: Budget): Finding {
  const { attempts, perTry, timeout, tries, needed } = budget;
  const [each, sum, whole] = [perTry.value, needed, timeout.value].map(formatDuration);
  const field = route.field.get("timeout");
  const edit = field && replaceText(field, formatDuration(needed));
  return {
    headline: `${tries} attempts of ${each} need ${sum}, but \`timeout\` ends the call after ${whole}`,
    primary: { span: timeout.span, text: `(${attempts.value} + 1) × ${each} = ${sum}` },
    related: [
      { span: attempts.span, text: "retries, after the first attempt" },
      { span: perTry.span, text: "per attempt" },
    ],
    note: `slow attempts exhaust the ${whole}, then callers get ${proxyAnswer(route, gatewayTimeout)}: ${cutOff(budget)}`,
    help: remedies(budget),
    ...(edit && {
      fix: {
        title: `raise \`timeout\` to ${sum}: slow calls may last that long`,
        safe: false,
        edits: [edit],
      },
    }),
  };
}

/** What becomes of the last tries if every try takes as long as it may. */
function cutOff({ perTry, timeout, tries }: Budget): string {
  const started = Math.ceil(timeout.value / perTry.value);
  const rest = timeout.value % perTry.value;
  const never = tries - started;
  const last = `attempt ${started} is cut to ${formatDuration(rest)}`;
  if (never === 0) return last;
  const missing =
    never === 1
      ? `attempt ${tries} never starts`
      : `attempts ${started + 1} to ${tries} never start`;
  return rest === 0 ? missing : `${last}, ${missing}`;
}

function remedies({ attempts, perTry, timeout, tries, needed }: Budget): string {
  const fitting = Math.floor(timeout.value / perTry.value) - 1;
  const shorter = Math.floor(timeout.value / tries);
  const fewer =
    fitting >= 1 && fitting < attempts.value ? `, or lower \`attempts\` to ${fitting}` : "";
  return (
    `raise \`timeout\` to ${formatDuration(needed)}${fewer}, ` +
    `or lower \`perTryTimeout\` to ${formatDuration(shorter)}`
  );
}
