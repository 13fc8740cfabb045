import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import { durationAt } from "./duration.ts";
import { withLazy } from "../../collections/lazy.ts";
import type { Retries } from "./route.ts";

/**
 * What Istio always retries where an HTTPRoute has `retry`; codes come behind it. Source: istio
 * `pilot/pkg/config/kube/gateway/conversion.go` convertHTTPRoute (1.32).
 */
export const apiRetryConditions = ["connect-failure", "refused-stream", "unavailable", "cancelled"];

/** `retry` of a rule of an HTTPRoute. Istio reads none in GRPCRoutes. */
export function apiRetriesOf(rule: Field): Retries | undefined {
  const field = rule.get("retry");
  return field?.isMap === true ? retries({ field, retryOn: undefined }) : undefined;
}

const retries = withLazy<Pick<Retries, "field" | "retryOn">, Omit<Retries, "field" | "retryOn">>({
  // The default of the CRD of Gateway API 1.7; before it has none, and istiod makes two of it.
  attempts: ({ field }) => field.get("attempts")?.number() ?? { value: 1, span: field.keySpan },
  perTryTimeout: ({ field }) => unlessZero(durationAt(field.parent?.at(...eachTry))),
  backoff: ({ field }) => durationAt(field.get("backoff")),
  conditions: () => [],
  named: ({ field }) => [
    ...apiRetryConditions.map((value) => ({ value, span: field.keySpan })),
    ...(field.get("codes")?.items() ?? []).flatMap((code) => {
      const status = code.number();
      return status === undefined ? [] : [{ value: String(status.value), span: status.span }];
    }),
  ],
});

const eachTry = ["timeouts", "backendRequest"] as const;

/** The limit of a whole call: that of its tries where there is only one. `0s` is none. */
export function apiTimeoutOf(rule: Field): Located<number> | undefined {
  const single = apiRetriesOf(rule) === undefined ? durationAt(rule.at(...eachTry)) : undefined;
  return unlessZero(single) ?? unlessZero(durationAt(rule.at("timeouts", "request")));
}

function unlessZero(duration: Located<number> | undefined): Located<number> | undefined {
  return duration?.value === 0 ? undefined : duration;
}
