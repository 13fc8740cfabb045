import type { Fact } from "../simulate/facts/compact.ts";
import { duration, factsIn, numberIn } from "./words.ts";

/** `at most 50 requests at a time (`http2MaxRequests`)`, of the limits of a connection pool. */
export function limitTexts(limits: Fact | undefined): readonly string[] {
  const facts = factsIn(limits);
  return limitNames.flatMap(([key, what, field]) => {
    const value = numberIn(facts, key);
    return value === undefined ? [] : [`${value} ${what} (\`${field}\`)`];
  });
}

const limitNames = [
  ["max_connections", "connections", "maxConnections"],
  ["max_requests", "requests at a time", "http2MaxRequests"],
  ["max_pending", "requests that wait for a connection", "http1MaxPendingRequests"],
  ["max_retries", "retries at a time", "maxRetries"],
] as const;

/** What ends connections, or keeps them open. */
export function connectionTexts(settings: {
  readonly [key: string]: Fact | undefined;
}): readonly string[] {
  const time = (key: string): string | undefined => {
    const value = settings[key];
    return typeof value === "number" ? duration(value) : undefined;
  };
  const count = (key: string): number | undefined => {
    const value = settings[key];
    return typeof value === "number" ? value : undefined;
  };
  return [
    textFor(time("connect_timeout_ms"), (it) => `connect timeout ${it}`),
    textFor(count("max_requests_per_conn"), (it) => `one ends after ${it} requests`),
    textFor(time("max_conn_duration_ms"), (it) => `one ends after ${it}`),
    textFor(time("idle_timeout_ms"), (it) => `an idle one ends after ${it}`),
    textFor(count("max_concurrent_streams"), (it) => `at most ${it} calls at a time on one`),
    keepaliveText("HTTP/2 PING", settings["h2_keepalive"], "_ms", 1),
    keepaliveText("TCP keepalive", settings["tcp_keepalive"], "_s", 1_000),
  ].flatMap((it) => it ?? []);
}

function textFor<Value>(
  value: Value | undefined,
  textOf: (value: Value) => string,
): string | undefined {
  return value === undefined ? undefined : textOf(value);
}

function keepaliveText(
  what: string,
  fact: Fact | undefined,
  unit: string,
  factor: number,
): string | undefined {
  if (fact === undefined) return undefined;
  const facts = factsIn(fact);
  const time = (key: string): string | undefined =>
    textFor(numberIn(facts, `${key}${unit}`), (it) => duration(it * factor));
  const parts = [
    textFor(time("time"), (it) => `after ${it} without traffic`),
    textFor(time("interval"), (it) => `every ${it}`),
    textFor(time("timeout"), (it) => `answered within ${it}`),
    textFor(numberIn(facts, "probes"), (it) => `${it} probes`),
  ].flatMap((it) => it ?? []);
  return (
    [what, ...parts.slice(0, 1)].join(" ") +
    parts
      .slice(1)
      .map((it) => `, ${it}`)
      .join("")
  );
}

/** Envoy's defaults where nothing is written: 5 errors, 10 s, 30 s, 10 %. */
export function outlierText(outlier: Fact): string {
  const facts = factsIn(outlier);
  const count = (key: string): number | undefined => numberIn(facts, key);
  const reasons = [
    [count("consecutive_5xx") ?? 5, "errors in a row"],
    [count("consecutive_gateway") ?? 0, "gateway errors in a row"],
    [count("consecutive_local_origin") ?? 0, "failed connections in a row"],
  ] as const;
  const named = reasons.filter(([value]) => value > 0).map(([value, what]) => `${value} ${what}`);
  if (named.length === 0) return "set, but no kind of error ejects a pod";
  const interval = count("interval_ms");
  const checked = interval === undefined ? "" : `, checked every ${duration(interval)}`;
  const least = duration(count("base_ejection_ms") ?? 30_000);
  return `ejected after ${named.join(" or ")}${checked}, for ${least} or longer, at most ${count("max_ejection_pct") ?? 10} % of the pods`;
}
