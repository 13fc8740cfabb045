import { poolPaths } from "../../src/validate/connection-pools.ts";
import type { Places } from "../../src/mesh/objects/written-at.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { fieldsAlong } from "../../src/rule/places-of.ts";
import { defineRule, istio } from "../../src/rule/rule.ts";
import { webhookRefusal } from "../../src/rule/webhook-refusal.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { pathTree, type PathTree } from "../../src/mesh/objects/path-tree.ts";
import type { Field } from "../../src/yaml/field.ts";

interface Range {
  readonly least: number;
  readonly most?: number;
  /** `least` itself is refused. */
  readonly above?: boolean;
}

type Ranges = readonly (readonly [string, Range])[];

const count: Range = { least: 0 };
const percent: Range = { least: 0, most: 100 };

const pool: Ranges = [
  "http.http1MaxPendingRequests",
  "http.http2MaxRequests",
  "http.maxRequestsPerConnection",
  "http.maxRetries",
  "http.maxConcurrentStreams",
  "tcp.maxConnections",
].map((path) => [path, count] as const);

const policy: Ranges = [
  ["outlierDetection.maxEjectionPercent", percent],
  ["outlierDetection.minHealthPercent", percent],
  ["loadBalancer.warmup.minimumPercent", { least: 0, most: 100 }],
  ["loadBalancer.zoneAwareLbSetting.minClusterSize", { least: 1, most: 4_294_967_295 }],
  ["loadBalancer.warmup.aggression", { least: 0, above: true }],
];

const policies = ["trafficPolicy", "subsets[].trafficPolicy"].flatMap((path) => [
  path,
  `${path}.portLevelSettings[]`,
]);

const rangesByType: Readonly<Record<string, Ranges>> = {
  "networking.istio.io/DestinationRule": below(policies, policy).concat(
    below(poolPaths.DestinationRule, pool),
  ),
  "networking.istio.io/Sidecar": below(poolPaths.Sidecar, pool),
  "networking.istio.io/VirtualService": [
    ["http[].mirrorPercent", percent],
    ["http[].mirror_percent", percent],
  ],
  "telemetry.istio.io/Telemetry": [["tracing[].randomSamplingPercentage", percent]],
  "networking.istio.io/WorkloadGroup": [
    "periodSeconds",
    "initialDelaySeconds",
    "timeoutSeconds",
    "successThreshold",
    "failureThreshold",
  ].map((name) => [`probe.${name}`, count] as const),
};

const trees: Readonly<Record<string, PathTree<Range>>> = Object.fromEntries(
  Object.entries(rangesByType).map(([type, ranges]) => [type, pathTree(ranges)]),
);

const places: Places = Object.fromEntries(
  Object.entries(rangesByType).map(([type, ranges]) => [
    type,
    ranges.map(([path]) => `spec.${path}`),
  ]),
);

export const numberOutOfRange = defineRule({
  id: "number-out-of-range",
  topic: "admission",
  summary: "a number outside the allowed range",
  severity: "error",
  answers: ["IST0106"],
  reads: "resource",
  fields: places,
  evidence: [
    istio("pkg/config/validation/validation.go", "validateConnectionPool: must be non-negative"),
    istio("pkg/config/validation/validation.go", "ValidatePercent, validateReadinessProbe"),
    istio("pkg/config/validation/validation.go", "validateLoadBalancer: warmup"),
  ],
  *check(resource) {
    const { spec, role, type } = resource;
    const tree = trees[type];
    if (spec === undefined || tree === undefined || role === "patch") return;
    for (const [field, range] of fieldsAlong(spec, tree)) {
      const value = field.number()?.value;
      if (value !== undefined && isOutside(value, range)) yield outside(resource, field, range);
    }
  },
});

function below(above: readonly string[], ranges: Ranges): Ranges {
  return above.flatMap((place) => ranges.map(([path, it]) => [`${place}.${path}`, it] as const));
}

function isOutside(value: number, { least, most = Infinity, above = false }: Range): boolean {
  return value < least || value > most || (above && value === least);
}

function outside(resource: Resource, field: Field, { least, most, above }: Range): Finding {
  const name = String(field.step);
  const range =
    most === undefined
      ? above === true
        ? `above ${least}`
        : `${least} or more`
      : `from ${least} to ${most}`;
  return webhookRefusal(resource, {
    headline: `\`${name}\` is ${field.number()?.value ?? ""}, but it is ${range}`,
    primary: { span: field.span, text: `not ${range}` },
    help: `use a number ${range}, or remove \`${name}\` for its default`,
  });
}
