import type { Finding, Severity } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import type { Span } from "../yaml/source.ts";

export interface ResourceId {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** The template it was rendered from, according to `helm template`. */
  readonly origin?: string;
}

/** A finding after configuration: what renderers show. */
export interface Diagnostic extends Finding {
  readonly ruleId: string;
  readonly topic: string;
  readonly severity: Severity;
  /** The resource that holds the primary label. */
  readonly resource: ResourceId | undefined;
  /** Resources of `related` labels, by index. */
  readonly relatedResources: readonly (ResourceId | undefined)[];
  /** `spec.http[0].retries.retryOn`; `undefined` outside a parsed document. */
  readonly yamlPath: string | undefined;
  /** 16 hexadecimal digits over rule, file, resource and YAML path; no line numbers. Unique within a report. */
  readonly fingerprint: string;
  readonly docsUrl: string;
}

/** What took part and what was passed over. */
export interface Tally {
  readonly files: number;
  /** Kubernetes resources that were checked. */
  readonly manifests: number;
  readonly rules: number;
  /** Resources of kinds that nothing here knows, by `apiVersion/Kind`. */
  readonly unknownKinds: ReadonlyMap<string, number>;
  /** Documents that are not Kubernetes manifests. */
  readonly otherDocuments: number;
  /** Their locations; absent if they were not searched. */
  readonly otherPlaces?: readonly Span[];
  /** Files that are the source of a template, which is to be rendered first. */
  readonly templates: number;
}

/** A rule that threw: never silent, exit status 2. */
export interface RuleFailure {
  readonly ruleId: string;
  readonly error: unknown;
}

/** A finding that something written in a manifest or the configuration silences. */
export interface SuppressedDiagnostic {
  readonly diagnostic: Diagnostic;
  /** The reason as written there; empty if none is given. */
  readonly reason: string;
  /** In a manifest, or in the configuration. */
  readonly by: "manifest" | "configuration";
}

/**
 * Findings accepted when the tool came, by rule and place but without line numbers, so that edits elsewhere in a
 * file do not revive them.
 */
export interface BaselineEntry {
  readonly rule: string;
  readonly path: string;
  /** `Kind/namespace/name`; empty outside a resource. */
  readonly resource: string;
  readonly yamlPath: string;
  /** How many findings of the rule are accepted at this place. */
  readonly count: number;
}

/** The facts of a rule in a report. */
export type RuleTitle = Pick<Rule, "id" | "topic" | "summary" | "severity" | "evidence">;

export interface Report {
  /** In order of path, start offset, severity, rule id, headline. */
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly SuppressedDiagnostic[];
  /** Findings that the baseline accepts. */
  readonly baselined: readonly Diagnostic[];
  /** Baseline entries, or the part of their count, that no finding needs any more. */
  readonly staleBaseline: readonly BaselineEntry[];
  /** How many findings were left out because no change is answerable for them. */
  readonly unchanged?: number;
  /** Whether it holds only what another report does not: that nothing is left praises nothing. */
  readonly isComparison?: boolean;
  readonly tally: Tally;
  readonly failures: readonly RuleFailure[];
  /** All rules that took part, whether they found anything or not. */
  readonly rules: readonly RuleTitle[];
}
