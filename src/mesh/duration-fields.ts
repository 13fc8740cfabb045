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

/** The paths of a kind as a tree, so that what they share is walked once. */
type Steps = Map<string, Step>;

interface Step {
  limit?: DurationLimit;
  readonly below: Steps;
}

const durationSteps: ReadonlyMap<string, Steps> = new Map(
  Object.entries(durationPaths).map(([kind, paths]) => [kind, treeOf(paths)]),
);

function treeOf(paths: DurationPaths): Steps {
  const root: Steps = new Map();
  for (const [path, limit] of Object.entries(paths)) {
    let steps = root;
    for (const [index, step] of path.split(".").entries()) {
      const here: Step = steps.get(step) ?? { below: new Map() };
      steps.set(step, here);
      if (index === path.split(".").length - 1) here.limit = limit;
      steps = here.below;
    }
  }
  return root;
}

/** Every duration that a resource writes. */
export function durationFieldsOf({ type, spec }: Resource): readonly DurationField[] {
  const steps = durationSteps.get(type);
  const found: DurationField[] = [];
  if (spec && steps) collect(spec, steps, found);
  return found;
}

function collect(from: Field, steps: Steps, found: DurationField[]): void {
  for (const [step, { limit, below: deeper }] of steps) {
    for (const field of step === "*" ? from.items() : [from.get(step)]) {
      if (field === undefined) continue;
      if (limit !== undefined) found.push({ field, limit });
      if (deeper.size > 0) collect(field, deeper, found);
    }
  }
}

function below(path: string, paths: DurationPaths): DurationPaths {
  return Object.fromEntries(
    Object.entries(paths).map(([rest, limit]) => [`${path}.${rest}`, limit]),
  );
}
