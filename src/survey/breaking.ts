import { aspect, type Aspect } from "./aspect.ts";
import { limitTexts, outlierText } from "./policy-words.ts";
import { mayHaveMany, type Subject } from "./subject.ts";

/** Limits that make a proxy refuse calls rather than queue them. */
export function circuitBreakingOf({ upstream }: Subject): Aspect {
  const native = "none";
  const texts = limitTexts(upstream?.settings["cb"]);
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

/** What removes failing pods from load balancing. */
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
    value: outlierText(subject.upstream?.settings["outlier"] ?? {}),
    field: outlier,
    native,
  });
}
