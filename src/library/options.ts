import type { Format } from "../report/index.ts";
import type { StaleBaselineData } from "../report/report-data.ts";
import type { Severity } from "../rule/finding.ts";

/** One input text. */
export interface ManifestFile {
  /** What the file is called in the report; nothing is read from there. Relative, with `/` between folders. */
  readonly path: string;
  readonly text: string;
}

/** How severe the findings of a rule are, and its options. */
export type RuleLevel =
  | Severity
  | "off"
  | {
      readonly severity?: Severity | "off";
      readonly reason?: string;
      readonly options?: Readonly<Record<string, number>>;
    };

/** What the configuration file says, under the same names: `docs/configuration.md` explains them. */
export interface ConfigOptions {
  readonly preset?: "recommended" | "strict";
  /** The Istio release to check for, such as `1.27`; the newest known if left out. */
  readonly istioVersion?: string;
  readonly gatewayApiVersion?: string;
  readonly kubernetesVersion?: string;
  /** DNS suffix of the cluster's Services; `cluster.local` if left out. */
  readonly clusterDomain?: string;
  /** Severities and options by rule, topic, start of names (`authz-*`) or `ALL`. */
  readonly rules?: Readonly<Record<string, RuleLevel>>;
  readonly overrides?: readonly {
    readonly files?: readonly string[];
    readonly resources?: readonly {
      readonly kind?: string;
      readonly namespace?: string;
      readonly name?: string;
    }[];
    readonly rules: Readonly<Record<string, RuleLevel>>;
    readonly reason?: string;
  }[];
  readonly external?: {
    readonly hosts?: readonly string[];
    readonly namespaces?: readonly string[];
  };
  readonly complete?: boolean | readonly string[];
  readonly environments?: Readonly<Record<string, readonly string[]>>;
  readonly rpc?: { readonly services?: Readonly<Record<string, string | readonly string[]>> };
  readonly clients?: readonly { readonly files: readonly string[]; readonly language: string }[];
  readonly customRules?: Readonly<Record<string, object>>;
}

/** What flags and configuration of the command line say. */
export interface LintOptions extends ConfigOptions {
  /** Files that are read so that the others make sense, but not reported on. */
  readonly context?: readonly ManifestFile[];
  /** Rules to run, by id, topic, start of ids or `ALL`; all if left out. */
  readonly only?: readonly string[];
  /** Rules not to run. */
  readonly skip?: readonly string[];
  /** Whether comments and annotations may silence findings; `true` if left out. */
  readonly inlineSuppressions?: boolean;
  /** Findings that are accepted: the `entries` of a baseline file. */
  readonly baseline?: readonly StaleBaselineData[];
  /** CustomResourceDefinitions of kinds to check too. */
  readonly crds?: readonly ManifestFile[];
}

/** How a report is rendered. */
export interface RenderOptions {
  readonly format: Format;
  /** Findings below are counted, not shown; `info` if left out. */
  readonly minSeverity?: Severity;
  /** Whether `pretty` has colours; `false` if left out. */
  readonly color?: boolean;
  /** Columns of `pretty`; 100 if left out. */
  readonly width?: number;
  readonly statistics?: boolean;
  readonly groupBy?: "rule" | "file" | "service";
}
