import type { Field } from "../../yaml/field.ts";
import { compact, type Fact } from "./compact.ts";
import { milliseconds } from "./connection-pool.ts";

/** What a `loadBalancer` makes of a cluster that has endpoints of its own. */
export function balancerFacts(lb: Field | undefined): {
  readonly [key: string]: Fact | undefined;
} {
  const hash = lb?.get("consistentHash");
  const warmup =
    milliseconds(lb?.at("warmup", "duration")) ?? milliseconds(lb?.get("warmupDurationSecs"));
  if (hash) {
    const size =
      hash.at("ringHash", "minimumRingSize")?.number()?.value ??
      hash.get("minimumRingSize")?.number()?.value;
    return {
      lb: hash.get("maglev") ? "MAGLEV" : "RING_HASH",
      ring_size: size === undefined || size === 0 || size === 1024 ? undefined : size,
    };
  }
  const simple = lb?.get("simple")?.text;
  const named = simple === "RANDOM" || simple === "ROUND_ROBIN" ? simple : undefined;
  return { lb: named, warmup_ms: simple === "RANDOM" ? undefined : warmup };
}

/** What an `outlierDetection` makes of a cluster. */
export function outlierFact(outlier: Field | undefined): Fact | undefined {
  if (outlier === undefined) return undefined;
  const count = (key: string): number | undefined => outlier.get(key)?.number()?.value;
  const errors = count("consecutive5xxErrors");
  const gateway = count("consecutiveGatewayErrors");
  const split = outlier.get("splitExternalLocalOriginErrors")?.boolean()?.value === true;
  const local = split ? count("consecutiveLocalOriginFailures") : undefined;
  return (
    compact({
      consecutive_5xx: errors,
      enforcing_5xx: enforced(errors),
      consecutive_gateway: gateway,
      enforcing_gateway: enforced(gateway),
      interval_ms: milliseconds(outlier.get("interval")),
      base_ejection_ms: milliseconds(outlier.get("baseEjectionTime")),
      max_ejection_pct: count("maxEjectionPercent") || undefined,
      split_local_origin: split || undefined,
      consecutive_local_origin: local || undefined,
    }) ?? {}
  );
}

/** Whether a count above zero ejects hosts, in percent of the cases. */
function enforced(value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  return value > 0 ? 100 : 0;
}
