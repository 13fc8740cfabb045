import { formatDuration } from "../../src/mesh/objects/duration.ts";
import { gatewayTimeout, proxyAnswer } from "../../src/mesh/ask/proxy-answer.ts";
import { resetConditions, triesAgain } from "../../src/mesh/objects/retry-conditions.ts";
import type { Retries } from "../../src/mesh/objects/route.ts";
import { defineRule, envoy } from "../../src/rule/rule.ts";
import type { Finding } from "../../src/rule/finding.ts";
import type { Located } from "../../src/yaml/source.ts";
import { replaceText } from "../../src/rule/edits.ts";
import { offerFix } from "../../src/rule/offer-fix.ts";
import { removeField } from "../../src/rule/removals.ts";

export const perTryTimeoutNotBelowTimeout = defineRule({
  id: "per-try-timeout-not-below-timeout",
  topic: "retries",
  summary: "`perTryTimeout` is not below the route's `timeout`, so Envoy ignores it",
  severity: "warning",
  reads: "route",
  fields: { "networking.istio.io/VirtualService": ["spec.http[].retries.perTryTimeout"] },
  evidence: [
    envoy(
      "source/common/router/router.cc",
      "FilterUtility::finalTimeout: per try at or above global is ignored",
    ),
  ],
  fixable: "safe",
  *check(route) {
    const { timeout, retries } = route;
    if (!triesAgain(retries) || timeout === undefined || timeout.value < 1) return;
    const { perTryTimeout } = retries;
    if (perTryTimeout === undefined || perTryTimeout.value < timeout.value) return;
    yield ignored(retries, {
      perTry: perTryTimeout,
      timeout,
      answer: proxyAnswer(route, gatewayTimeout),
    });
  },
});

interface Limits {
  readonly perTry: Located<number>;
  readonly timeout: Located<number>;
  /** What callers get when the time is over. */
  readonly answer: string;
}

function ignored(retries: Retries, { perTry, timeout, answer }: Limits): Finding {
  const [each, whole] = [formatDuration(perTry.value), formatDuration(timeout.value)];
  return {
    headline: `\`perTryTimeout\` ${each} is not below \`timeout\` ${whole}, so Envoy ignores it`,
    primary: { span: perTry.span, text: "never reached" },
    related: [{ span: timeout.span, text: `ends the call after ${whole}` }],
    note: `a slow first attempt uses up the whole ${whole}: ${answer}, with no time for a retry`,
    ...remedy(retries, { perTry, timeout }),
  };
}

/** Without a condition for slow attempts, a limit that takes effect would end the call earlier, and retry nothing. */
function remedy(
  { named, attempts, field }: Retries,
  { perTry, timeout }: Pick<Limits, "perTry" | "timeout">,
): Pick<Finding, "help" | "fix"> {
  const written = field.get("perTryTimeout");
  const tries = (attempts?.value ?? 0) + 1;
  const room = formatDuration(Math.max(1, Math.floor(timeout.value / tries)));
  if (!named.some(({ value }) => resetConditions.has(value))) {
    return {
      help: `remove \`perTryTimeout\`; to retry slow attempts, set it to ${room} and add \`reset\` to \`retryOn\``,
      ...offerFix(written && removeField(written), {
        title: "remove `perTryTimeout`: nothing changes",
        safe: true,
      }),
    };
  }
  const fits = `so that ${tries} attempts fit into ${formatDuration(timeout.value)}`;
  return {
    help: `set \`perTryTimeout\` to ${room}, ${fits}, or raise \`timeout\` to ${formatDuration(tries * perTry.value)}`,
    ...offerFix(written && replaceText(written, room), {
      title: `set \`perTryTimeout\` to ${room} (slow attempts then end, and are retried)`,
      safe: false,
    }),
  };
}
