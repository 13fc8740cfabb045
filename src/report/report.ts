import type { Finding, Severity } from "../rule/finding.ts";

export interface ResourceId {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
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
  /** `spec.http[0].retries.retryOn`; `undefined` outside of a parsed document. */
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
}

/** A rule that threw: never silent, exit status 2. */
export interface RuleFailure {
  readonly ruleId: string;
  readonly error: unknown;
}

export interface Report {
  /** In order of path, start offset, severity, rule id, headline. */
  readonly diagnostics: readonly Diagnostic[];
  readonly tally: Tally;
  readonly failures: readonly RuleFailure[];
}
