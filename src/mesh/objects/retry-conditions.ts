import type { Located } from "../../yaml/source.ts";
import { grpcRetryConditions } from "./evidence.ts";
import { gather } from "../../collections/gather.ts";
import type { Retries } from "./route.ts";

/**
 * What `retryOn` may hold. Sources: istio `pkg/config/validation/agent/validation.go` supportedRetryOnPolicies (1.31);
 * envoy `docs/root/configuration/http/http_filters/router_filter.rst` x-envoy-retry-on (1.36).
 */
const namedConditions: ReadonlySet<string> = new Set([
  ...grpcRetryConditions,
  "5xx",
  "connect-failure",
  "envoy-ratelimited",
  "gateway-error",
  "http3-post-connect-failure",
  "refused-stream",
  "reset",
  "reset-before-request",
  "retriable-4xx",
  "retriable-headers",
  "retriable-status-codes",
]);

/** The conditions to choose from, for suggestions. */
export const retryConditionNames: readonly string[] = [...namedConditions].toSorted();

/** Conditions that retry an attempt without a response, including its own timeout. */
export const resetConditions: ReadonlySet<string> = new Set(["5xx", "gateway-error", "reset"]);

/** Conditions that retry an attempt that could not connect, or that the server refused unprocessed. */
export const connectionConditions: ReadonlySet<string> = new Set([
  ...resetConditions,
  "connect-failure",
  "refused-stream",
  "reset-before-request",
]);

/** Whether Istio's admission accepts `condition` (untrimmed) in `retryOn`. */
export function isRetryCondition(condition: string): boolean {
  return namedConditions.has(condition) || isHttpStatus(condition);
}

/** Whether a condition compares the HTTP status of a response, which is 200 for every gRPC status. */
export function readsHttpStatus(condition: string): boolean {
  return (
    condition === "5xx" ||
    condition === "retriable-4xx" ||
    condition === "retriable-status-codes" ||
    isHttpStatus(condition)
  );
}

/**
 * The conditions that a list really has, trimmed, each with its place. Empty where Istio's default list is in
 * force: `retryOn` absent or empty.
 */
export function conditionsOf({ retryOn, conditions }: Retries): readonly Located<string>[] {
  let from = 0;
  return gather(conditions, ({ value }) => {
    const name = value.trim();
    const start = from + value.length - value.trimStart().length;
    from += value.length + 1;
    if (name === "" || retryOn === undefined) return [];
    return [{ value: name, span: retryOn.slice(start, start + name.length) }];
  });
}

/** Whether tries are made after the first; not so for `attempts` 0 or absent. */
export function triesAgain(retries: Retries | undefined): retries is Retries {
  return (retries?.attempts?.value ?? 0) >= 1;
}

/** Ranges of the status codes that have a registered name. Source: Go `net/http/status.go` (1.24). */
const registeredStatuses: readonly (readonly [number, number])[] = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
];

function isHttpStatus(text: string): boolean {
  if (!/^[+]?\d+$/.test(text)) return false;
  const status = Number(text);
  return registeredStatuses.some(([first, last]) => first <= status && status <= last);
}
