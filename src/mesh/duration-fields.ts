import type { Resource } from "../manifest/resource.ts";
import type { Field } from "../yaml/field.ts";

/** What admission asks of a duration beyond its syntax. */
export type DurationLimit =
  | "positive" // at least 1ms, whole milliseconds
  | "off-at-zero" // as `positive`, but 0 switches it off
  | "at-least-1ms" // the CRD alone looks at it
  | "whole-seconds" // at least 1s
  | "any";

export interface DurationField {
  readonly field: Field;
  readonly limit: DurationLimit;
}

type DurationPaths = Readonly<Record<string, DurationLimit>>;

const pool: DurationPaths = {
  "http.idleTimeout": "positive",
  "http.http2KeepAlive.interval": "positive",
  "http.http2KeepAlive.timeout": "positive",
  "tcp.connectTimeout": "positive",
  "tcp.idleTimeout": "off-at-zero",
  "tcp.maxConnectionDuration": "positive",
  "tcp.tcpKeepalive.time": "positive",
  "tcp.tcpKeepalive.interval": "positive",
};

const portPolicy: DurationPaths = {
  ...below("connectionPool", pool),
  "outlierDetection.baseEjectionTime": "positive",
  "outlierDetection.interval": "positive",
  "loadBalancer.warmup.duration": "positive",
  "loadBalancer.warmupDurationSecs": "at-least-1ms",
  "loadBalancer.consistentHash.httpCookie.ttl": "any",
};

const policy: DurationPaths = {
  ...portPolicy,
  ...below("portLevelSettings.*", portPolicy),
  "retryBudget.budgetInterval": "any",
};

/**
 * The durations of Istio's kinds; `*` stands for every item of a list. Sources: istio/api
 * `kubernetes/customresourcedefinitions.gen.yaml` (CEL), istio `pkg/config/validation` ValidateDuration (1.31).
 */
const durationPaths: Readonly<Record<string, DurationPaths>> = {
  "networking.istio.io/VirtualService": {
    "http.*.timeout": "positive",
    "http.*.retries.perTryTimeout": "positive",
    "http.*.retries.backoff": "positive",
    "http.*.fault.delay.fixedDelay": "positive",
    "http.*.corsPolicy.maxAge": "whole-seconds",
  },
  "networking.istio.io/DestinationRule": {
    ...below("trafficPolicy", policy),
    ...below("subsets.*.trafficPolicy", policy),
  },
  "networking.istio.io/Sidecar": {
    ...below("inboundConnectionPool", pool),
    ...below("ingress.*.connectionPool", pool),
  },
  "security.istio.io/RequestAuthentication": { "jwtRules.*.timeout": "positive" },
  "telemetry.istio.io/Telemetry": { "metrics.*.reportingInterval": "at-least-1ms" },
};

/** Every duration that a resource writes. */
export function durationFieldsOf({ group, kind, spec }: Resource): readonly DurationField[] {
  const paths = durationPaths[`${group}/${kind}`];
  if (spec === undefined || paths === undefined) return [];
  return Object.entries(paths).flatMap(([path, limit]) =>
    follow(spec, path.split(".")).map((field) => ({ field, limit })),
  );
}

function follow(from: Field, steps: readonly string[]): readonly Field[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [from];
  if (step === "*") return from.items().flatMap((item) => follow(item, rest));
  const next = from.get(step);
  return next ? follow(next, rest) : [];
}

function below(path: string, paths: DurationPaths): DurationPaths {
  return Object.fromEntries(
    Object.entries(paths).map(([rest, limit]) => [`${path}.${rest}`, limit]),
  );
}
