import { parseDuration } from "../mesh/objects/duration.ts";
import type { Field } from "../yaml/field.ts";
import { aspect, type Aspect } from "./aspect.ts";
import { mayHaveMany, type Subject } from "./subject.ts";
import { duration, factsIn, numberIn } from "./words.ts";

/** Limits that make a proxy refuse calls rather than queue them. */
export function circuitBreakingOf({ upstream }: Subject): Aspect {
  const native = "none";
  const limits = factsIn(upstream?.settings["cb"]);
  const named = [
    ["max_connections", "connections", "maxConnections"],
    ["max_requests", "requests at a time", "http2MaxRequests"],
    ["max_pending", "requests that wait for a connection", "http1MaxPendingRequests"],
    ["max_retries", "retries at a time", "maxRetries"],
  ] as const;
  const texts = named.flatMap(([key, what, field]) => {
    const value = numberIn(limits, key);
    return value === undefined ? [] : [`${value} ${what} (\`${field}\`)`];
  });
  const pool = upstream?.policy.connectionPool;
  if (texts.length > 0) {
    return aspect({
      key: "circuitBreaking",
      value: `at most ${texts.join(", ")}, per calling proxy`,
      field: pool,
      native,
    });
  }
  return aspect({
    key: "circuitBreaking",
    value: "no limits: Istio raises Envoy's defaults",
    field: undefined,
    native,
    gaps: [
      {
        weight: "low",
        text: "nothing limits calls to an overloaded server",
        help: "set `connectionPool.http.http2MaxRequests` in a DestinationRule",
      },
    ],
  });
}

/** What takes pods that fail out of the rotation. */
export function outlierDetectionOf(subject: Subject): Aspect {
  const native = "readiness probes only";
  const outlier = subject.upstream?.policy.outlierDetection;
  if (outlier === undefined) {
    const isAlone = mayHaveMany(subject) === false;
    return aspect({
      key: "outlierDetection",
      value: "none",
      field: undefined,
      native,
      grade: isAlone ? "default" : "gap",
      gaps: isAlone
        ? []
        : [
            {
              weight: "medium",
              text: "pods that answer with errors keep getting calls",
              help: "add `outlierDetection` to a DestinationRule",
            },
          ],
    });
  }
  return aspect({
    key: "outlierDetection",
    value: outlierText(outlier),
    field: outlier,
    native,
  });
}

/** Envoy's defaults where nothing is written: 5 errors, 10 s, 30 s, 10 %. */
function outlierText(outlier: Field): string {
  const count = (key: string): number | undefined => outlier.get(key)?.number()?.value;
  const time = (key: string, usual: number): string =>
    duration(parseDuration(outlier.get(key)?.text ?? "") ?? usual);
  const errors = count("consecutive5xxErrors") ?? 5;
  const gateway = count("consecutiveGatewayErrors");
  const reasons = [
    ...(errors > 0 ? [`${errors} errors in a row`] : []),
    ...(gateway === undefined || gateway === 0 ? [] : [`${gateway} gateway errors in a row`]),
  ];
  const most = count("maxEjectionPercent") || 10;
  if (reasons.length === 0) return "set, but no errors eject a pod";
  return `ejected after ${reasons.join(" or ")}, for ${time("baseEjectionTime", 30_000)} or longer, at most ${most} % of the pods`;
}
