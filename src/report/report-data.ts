import type { Severity } from "../rule/finding.ts";

// What `--format json` prints and the library returns; `schemas/report.schema.json` says the same to other languages.
// New keys may come, others only with a new `schemaVersion`.

/** A report: what was found, and what took part. */
export interface ReportData {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "istio-grpc-lint"; readonly version: string };
  readonly summary: SummaryData;
  /** The diagnostics counted by rule, most first. */
  readonly statistics: readonly RuleStatisticsData[];
  /** In order of path, offset, severity from high to low, rule, message. */
  readonly diagnostics: readonly DiagnosticData[];
  /** Findings that a comment, an annotation or the configuration silences. */
  readonly suppressed: readonly SuppressedData[];
  /** Baseline entries, or the part of their count, that no finding needs any more. */
  readonly staleBaseline: readonly StaleBaselineData[];
  /** Rules that stopped with an internal error: the report is incomplete. */
  readonly failures: readonly FailureData[];
}

export interface SummaryData {
  readonly files: number;
  /** Kubernetes resources that were checked. */
  readonly manifests: number;
  /** Rules that were run. */
  readonly rules: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Diagnostics with a safe fix. */
  readonly fixable: number;
  readonly suppressed: number;
  readonly baselined: number;
  /** Diagnostics below `--min-severity`, which are in no other count and not in the list. */
  readonly hidden: number;
  /** How many resources were not checked, by `apiVersion/Kind`. */
  readonly unknownKinds: Readonly<Record<string, number>>;
  /** Documents that are not Kubernetes manifests. */
  readonly otherDocuments: number;
}

/** How often a rule has findings. */
export interface RuleStatisticsData {
  readonly ruleId: string;
  readonly topic: string;
  /** The highest of its diagnostics. */
  readonly severity: Severity;
  readonly count: number;
  /** Those with a safe fix. */
  readonly fixable: number;
  /** Files that hold them. */
  readonly files: number;
}

/** One finding. `message`, `note` and `help` are one line each, with names in backticks. */
export interface DiagnosticData extends LabelData {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly topic: string;
  readonly message: string;
  /** Such as `spec.http[0].retries`; null outside a parsed document. */
  readonly yamlPath: string | null;
  /** Other places that the finding rests on. */
  readonly related: readonly LabelData[];
  /** What follows for gRPC calls. */
  readonly note: string;
  /** What to do. */
  readonly help: string;
  readonly fix: FixData | null;
  readonly docsUrl: string;
  /** 16 hexadecimal digits; the same while rule, file, resource and YAML path are; unique in a report. */
  readonly fingerprint: string;
}

export interface SuppressedData extends DiagnosticData {
  /** The reason as written there; empty if none is given. */
  readonly reason: string;
  readonly by: "manifest" | "configuration";
}

/** A stretch of a file, `end` exclusive. */
export interface PlaceData {
  readonly path: string;
  readonly start: PositionData;
  readonly end: PositionData;
}

export interface PositionData {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units; a byte order mark does not count. */
  readonly column: number;
  /** From 0, in UTF-16 units of the whole file; a byte order mark counts. */
  readonly offset: number;
}

/** A location and its description. */
export interface LabelData extends PlaceData {
  readonly label: string;
  /** The resource the place is in; null outside resources. */
  readonly resource: ResourceData | null;
}

export interface ResourceData {
  readonly kind: string;
  /** As written, or as a kustomization says; null if neither sets it. */
  readonly namespace: string | null;
  readonly name: string;
  /** The template it was rendered from, according to `helm template`. */
  readonly origin?: string;
}

export interface FixData {
  /** Imperative: "add `appProtocol: grpc`". */
  readonly title: string;
  /** Whether the fix cannot change what correct parts of the mesh do. */
  readonly safe: boolean;
  /** They belong together and do not overlap; places are those of the files as read. */
  readonly edits: readonly EditData[];
}

export interface EditData extends PlaceData {
  /** The replacement text. */
  readonly text: string;
}

export interface StaleBaselineData {
  readonly rule: string;
  readonly path: string;
  /** `Kind/namespace/name`; empty outside a resource. */
  readonly resource: string;
  readonly yamlPath: string;
  readonly count: number;
}

export interface FailureData {
  readonly ruleId: string;
  readonly message: string;
}
