import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import { parseDuration } from "./duration.ts";
import { pathTree, visitPaths } from "../../mesh/objects/path-tree.ts";

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
  /** `undefined` where Istio cannot read it. */
  readonly milliseconds: number | undefined;
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
  ...below("portLevelSettings[]", portPolicy),
  "retryBudget.budgetInterval": "any",
};

/**
 * The durations of Istio's kinds, by path as in `pathTree`. Sources: istio/api
 * `kubernetes/customresourcedefinitions.gen.yaml` (CEL), istio `pkg/config/validation` ValidateDuration (1.31).
 */
const durationPaths: Readonly<Record<string, DurationPaths>> = {
  "networking.istio.io/VirtualService": {
    "http[].timeout": "positive",
    "http[].retries.perTryTimeout": "positive",
    "http[].retries.backoff": "positive",
    "http[].fault.delay.fixedDelay": "positive",
    "http[].corsPolicy.maxAge": "whole-seconds",
  },
  "networking.istio.io/DestinationRule": {
    ...below("trafficPolicy", policy),
    ...below("subsets[].trafficPolicy", policy),
  },
  "networking.istio.io/Sidecar": {
    ...below("inboundConnectionPool", pool),
    ...below("ingress[].connectionPool", pool),
  },
  "security.istio.io/RequestAuthentication": { "jwtRules[].timeout": "positive" },
  "telemetry.istio.io/Telemetry": { "metrics[].reportingInterval": "at-least-1ms" },
};

const durationTrees = new Map(
  Object.entries(durationPaths).map(([kind, paths]) => [kind, pathTree(Object.entries(paths))]),
);

/** The durations of a resource that admission may refuse: not whole seconds, which every field accepts. */
export function durationFieldsOf({ type, spec }: Resource): readonly DurationField[] {
  const tree = durationTrees.get(type);
  const found: DurationField[] = [];
  if (spec && tree)
    visitPaths(spec, tree, (field, limit) => {
      const milliseconds = parseDuration(field.text ?? "");
      if (!isWholeSeconds(milliseconds)) found.push({ field, limit, milliseconds });
    });
  return found;
}

/** Whether a path below the `spec` of a kind, such as `http[].timeout`, is that of a duration. */
export function isDurationPath(type: string, path: string): boolean {
  return durationPaths[type]?.[path] !== undefined;
}

function isWholeSeconds(milliseconds: number | undefined): boolean {
  return milliseconds !== undefined && milliseconds > 0 && milliseconds % 1_000 === 0;
}

function below(path: string, paths: DurationPaths): DurationPaths {
  return Object.fromEntries(
    Object.entries(paths).map(([rest, limit]) => [`${path}.${rest}`, limit]),
  );
}
