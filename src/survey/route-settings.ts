import { findGrpcStatus, grpcStatusTitle } from "../mesh/objects/grpc-status.ts";
import type { Outcome } from "../simulate/outcome.ts";
import type { Field } from "../yaml/field.ts";
import { aspect, type Aspect, type Detail, type Gap } from "./aspect.ts";
import { methodsOf, shortHost, type RouteRow } from "./routing.ts";
import { attemptText, duration, factsIn, itemsIn, numberIn, textIn } from "./words.ts";

interface Asked {
  readonly key: "retries" | "timeouts" | "faults";
  readonly native: string;
  readonly textOf: (outcome: Outcome) => string;
  readonly fieldOf: (row: RouteRow) => Field | undefined;
}

/** One setting of all routes: one value where they agree. */
function perRoute(rows: readonly RouteRow[], { key, native, textOf, fieldOf }: Asked): Aspect {
  const texts = rows.map((row) => ({ row, text: textOf(row.outcome), field: fieldOf(row) }));
  const distinct = [...new Set(texts.map(({ text }) => text))];
  const [only] = distinct;
  const field = texts.find((it) => it.field !== undefined)?.field;
  if (distinct.length === 1 && only !== undefined)
    return aspect({ key, value: only, field, native });
  const details: readonly Detail[] = texts.map(({ row, text, field: own }) => ({
    text: `${methodsOf(row, false)}: ${text}`,
    field: own,
  }));
  return aspect({ key, value: "by route", field, details, native });
}

export function retriesOf(rows: readonly RouteRow[]): Aspect {
  return perRoute(rows, {
    key: "retries",
    native: "none; clients may have a `retryPolicy`",
    textOf: retriesText,
    fieldOf: ({ field }) => settingOf(field, "retries", "retry"),
  });
}

export const defaultRetries =
  "2 retries (Istio's default): connection failures, `unavailable`, `cancelled`";

function retriesText(outcome: Outcome): string {
  if (!isHttpWay(outcome)) return "none";
  const fact = outcome.settings?.["retries"];
  if (fact === undefined) return defaultRetries;
  const facts = factsIn(fact);
  const attempts = numberIn(facts, "attempts") ?? 0;
  if (attempts === 0) return "off";
  const perTry = numberIn(facts, "per_try_ms");
  const limit = attemptText(perTry, outcome.settings?.["timeout_ms"], "each");
  const each = limit === undefined ? "" : `, ${limit}`;
  const backoff = numberIn(facts, "backoff_ms");
  const pause = backoff === undefined ? "" : `, backoff from ${duration(backoff)}`;
  return `${attempts} ${attempts === 1 ? "retry" : "retries"} on ${(textIn(facts, "on") ?? "").replaceAll(",", ", ")}${each}${pause}`;
}

/** Whether requests are seen on the way, and not only bytes. */
function isHttpWay({ result, as }: Outcome): boolean {
  return result === "routed" && as === undefined;
}

export function timeoutsOf(rows: readonly RouteRow[]): Aspect {
  const found = perRoute(rows, {
    key: "timeouts",
    native: "none; clients may set deadlines",
    textOf: timeoutText,
    fieldOf: ({ field }) => settingOf(field, "timeout", "timeouts"),
  });
  const isNowhere = rows.every(({ outcome }) => outcome.settings?.["timeout_ms"] === undefined);
  if (!isNowhere) return found;
  return {
    ...found,
    gaps: [
      {
        weight: "low",
        text: "no route limits how long a call takes",
        help: "set deadlines in clients; a route `timeout` also caps calls without one (not for streams)",
      },
    ],
  };
}

function timeoutText(outcome: Outcome): string {
  const timeout = outcome.settings?.["timeout_ms"];
  if (typeof timeout === "number") return duration(timeout);
  return isHttpWay(outcome) ? "none: only the client's deadline" : "none";
}

/** Faults that are injected and calls that are mirrored; `undefined` where there are none. */
export function faultsOf(rows: readonly RouteRow[]): Aspect | undefined {
  const some = rows.some(({ outcome }) => faultText(outcome) !== "none");
  if (!some) return undefined;
  const found = perRoute(rows, {
    key: "faults",
    native: "none",
    textOf: faultText,
    fieldOf: ({ field }) => settingOf(field, "fault", "mirror", "mirrors"),
  });
  const isFaulty = rows.some(({ outcome }) => outcome.settings?.["fault"] !== undefined);
  const gap: Gap = {
    weight: "high",
    text: "faults are injected into calls",
    help: "remove `fault` when the experiment ends",
  };
  return isFaulty ? { ...found, gaps: [gap] } : found;
}

function faultText({ settings }: Outcome): string {
  const fault = factsIn(settings?.["fault"]);
  const delay = factsIn(fault["delay"]);
  const abort = factsIn(fault["abort"]);
  const share = (facts: typeof delay): string => `${numberIn(facts, "pct") ?? 0} %`;
  const mirrors = itemsIn(settings?.["mirror"]).map((it) => {
    const facts = factsIn(it);
    const percent = numberIn(facts, "pct");
    return `mirrored to ${shortHost(textIn(facts, "host") ?? "")}${percent === undefined ? "" : ` (${percent} %)`}`;
  });
  const texts = [
    ...("delay" in fault
      ? [`${share(delay)} delayed by ${duration(numberIn(delay, "ms") ?? 0)}`]
      : []),
    ...("abort" in fault ? [`${share(abort)} aborted with ${abortAnswer(abort)}`] : []),
    ...mirrors,
  ];
  return texts.length === 0 ? "none" : texts.join(", ");
}

/** `UNAVAILABLE (14)` or `HTTP 503`. */
export function abortAnswer(abort: ReturnType<typeof factsIn>): string {
  const status = findGrpcStatus(textIn(abort, "grpc") ?? "");
  return status ? grpcStatusTitle(status) : `HTTP ${textIn(abort, "http") ?? ""}`;
}

/** A setting next to a match, or of the route itself. */
export function settingOf(
  field: Field | undefined,
  ...names: readonly string[]
): Field | undefined {
  for (let at = field; at !== undefined; at = at.parent) {
    for (const name of names) {
      const found = at.get(name);
      if (found !== undefined) return found;
    }
    if (at.parent?.parent?.step === "spec") return undefined;
  }
  return undefined;
}
