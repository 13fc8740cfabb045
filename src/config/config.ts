import type { Severity } from "../rule/finding.ts";
import type { CustomRule } from "./custom-rules.ts";
import type { Located } from "../yaml/source.ts";
import type { OptionValues, Preset } from "../rule/rule.ts";
import type { ClientLanguage } from "../rpc/service-config/judge.ts";

/** The setting of one rule, or of all rules of a topic. */
export interface RuleSetting {
  readonly severity: Severity | "off" | undefined;
  /** The reason; empty if none is given. */
  readonly reason: string;
  readonly options: OptionValues;
}

/** By the name of a rule or a topic. */
export type RuleSettings = ReadonlyMap<string, RuleSetting>;

/** Resources by kind, and globs over namespace and name. */
export interface ResourcePattern {
  readonly kind: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** Other settings for some places; what is `undefined` holds for all. */
export interface Override {
  readonly files: readonly string[] | undefined;
  readonly resources: readonly ResourcePattern[] | undefined;
  readonly rules: RuleSettings;
  readonly reason: string;
}

/** What exists outside the inputs. */
export interface External {
  /** Exact, or `*.` and a suffix. */
  readonly hosts: readonly string[];
  readonly namespaces: readonly string[];
}

/** Files whose gRPC service configs are for clients in one language. */
export interface ClientFiles {
  readonly files: readonly string[];
  readonly language: string;
}

/** The languages of clients that can be named, by the implementation of gRPC that theirs is. */
export const clientLanguages: Readonly<Record<string, ClientLanguage>> = {
  go: "go",
  python: "python",
  cpp: "python",
  ruby: "python",
  php: "python",
  js: "js",
  java: "java",
  kotlin: "java",
};

/** A configuration file as it is written; `undefined` where it leaves a choice to flags and defaults. */
export interface Config {
  readonly preset: Preset | undefined;
  readonly istioVersion: string | undefined;
  readonly gatewayApiVersion: string | undefined;
  readonly kubernetesVersion: string | undefined;
  readonly clusterDomain: string | undefined;
  readonly failureThreshold: Severity | undefined;
  readonly maxWarnings: number | undefined;
  /** Relative to the folder of the configuration, as all paths and globs here. */
  readonly baseline: string | undefined;
  readonly include: readonly string[];
  readonly ignore: readonly string[];
  readonly rules: RuleSettings;
  readonly overrides: readonly Override[];
  readonly external: External;
  /** Whether the inputs hold the whole mesh, or all of these namespaces. */
  readonly complete: boolean | readonly string[];
  /** The files of each environment, by name. */
  readonly environments: ReadonlyMap<string, readonly string[]>;
  /** `HOST:PORT` of the Services that serve a gRPC service, by its name with the package. */
  readonly rpcServices: ReadonlyMap<string, readonly string[]>;
  readonly clients: readonly ClientFiles[];
  /** Files and packages that hold more of it, each with its place. */
  readonly extends: readonly Located<string>[];
  readonly customRules: readonly CustomRule[];
}

/** What holds without a configuration file. */
export const emptyConfig: Config = {
  preset: undefined,
  istioVersion: undefined,
  gatewayApiVersion: undefined,
  kubernetesVersion: undefined,
  clusterDomain: undefined,
  failureThreshold: undefined,
  maxWarnings: undefined,
  baseline: undefined,
  include: ["**"],
  ignore: [],
  rules: new Map(),
  overrides: [],
  external: { hosts: [], namespaces: [] },
  complete: false,
  environments: new Map(),
  rpcServices: new Map(),
  clients: [],
  extends: [],
  customRules: [],
};
