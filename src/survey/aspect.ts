import type { Field } from "../yaml/field.ts";

/** The parts of a report, in the order in which they are printed. */
export const sections = [
  "Protocol and routing",
  "Load balancing",
  "Resilience",
  "Security",
  "Observability",
  "Operation",
] as const;
export type Section = (typeof sections)[number];

/** What is asked of each gRPC service. */
export const aspectKeys = [
  "protocol",
  "routing",
  "balancing",
  "algorithm",
  "locality",
  "cycling",
  "circuitBreaking",
  "outlierDetection",
  "retries",
  "timeouts",
  "faults",
  "mutualTls",
  "access",
  "exposure",
  "grpcWeb",
  "metrics",
  "tracing",
  "accessLogs",
  "health",
  "drain",
] as const;
export type AspectKey = (typeof aspectKeys)[number];

/** `set`: manifests decide; `default`: Istio does; `gap`: something is missing; `fault`: calls fail, or settings have no effect. */
export type Grade = "set" | "default" | "gap" | "fault";

export interface Detail {
  readonly text: string;
  readonly field: Field | undefined;
}

export const weights = ["high", "medium", "low"] as const;
export type Weight = (typeof weights)[number];

/** Something that a service does without. */
export interface Gap {
  readonly weight: Weight;
  readonly text: string;
  readonly help: string;
}

/** One thing that a service gets. */
export interface Aspect {
  readonly key: AspectKey;
  readonly grade: Grade;
  readonly value: string;
  /** Where it is decided; `undefined` where nothing in the input decides it. */
  readonly field: Field | undefined;
  readonly details: readonly Detail[];
  /** What a Kubernetes Service without a mesh gives. */
  readonly native: string;
  readonly gaps: readonly Gap[];
}

const titles: Readonly<Record<AspectKey, readonly [Section, string]>> = {
  protocol: ["Protocol and routing", "Protocol"],
  routing: ["Protocol and routing", "Routes and weights"],
  balancing: ["Load balancing", "Level"],
  algorithm: ["Load balancing", "Algorithm"],
  locality: ["Load balancing", "Locality"],
  cycling: ["Load balancing", "Connection cycling"],
  circuitBreaking: ["Resilience", "Circuit breaking"],
  outlierDetection: ["Resilience", "Outlier detection"],
  retries: ["Resilience", "Retries"],
  timeouts: ["Resilience", "Timeouts"],
  faults: ["Resilience", "Faults and mirrors"],
  mutualTls: ["Security", "Mutual TLS"],
  access: ["Security", "Who may call"],
  exposure: ["Security", "Gateways"],
  grpcWeb: ["Security", "gRPC-Web"],
  metrics: ["Observability", "Metrics"],
  tracing: ["Observability", "Tracing"],
  accessLogs: ["Observability", "Access logs"],
  health: ["Operation", "Health checks"],
  drain: ["Operation", "Drain"],
};

export function sectionOf(key: AspectKey): Section {
  return titles[key][0];
}

export function titleOf(key: AspectKey): string {
  return titles[key][1];
}

type Given = Pick<Aspect, "key" | "value" | "native"> &
  Partial<Pick<Aspect, "grade" | "field" | "details" | "gaps">>;

/** `set` if a field in the input decides, unless given explicitly; `gap` if there is one. */
export function aspect({
  key,
  value,
  native,
  grade,
  field,
  details = [],
  gaps = [],
}: Given): Aspect {
  const usual = gaps.length > 0 ? "gap" : field === undefined ? "default" : "set";
  return { key, grade: grade ?? usual, value, field, details, native, gaps };
}
