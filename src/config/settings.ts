import type { Preset } from "../rule/rule.ts";
import type { ClientLanguage } from "../rpc/service-config/judge.ts";
import { emptyConfig, type External, type Override, type RuleSettings } from "./config.ts";

/** What a run is asked for, after flags and configuration are resolved. */
export interface Settings {
  /** The Istio release that manifests are checked for, `major.minor`. */
  readonly istioVersion: string;
  /** Whether a flag or the configuration names that release: the manifests are for Istio even if none of them shows it. */
  readonly forIstio: boolean;
  /** The Gateway API release to check for; any that is known if left out. */
  readonly gatewayApiVersion?: string | undefined;
  /** The Kubernetes release to check for; any that is known if left out. */
  readonly kubernetesVersion?: string | undefined;
  /** The DNS suffix of the cluster's Services. */
  readonly clusterDomain: string;
  /** Rule ids and topics to run; empty for all. */
  readonly only: readonly string[];
  /** Rule ids and topics not to run. */
  readonly skip: readonly string[];
  /** Whether comments and annotations in manifests may silence findings. */
  readonly inlineSuppressions: boolean;
  readonly preset: Preset;
  /** Severity and options, by rule or topic. */
  readonly rules: RuleSettings;
  /** Severities for some files or resources; later ones win. */
  readonly overrides: readonly Override[];
  readonly external: External;
  /** Whether the inputs hold the whole mesh, or all of these namespaces. */
  readonly complete: boolean | readonly string[];
  /** Globs of the files of each environment; a mesh of its own. */
  readonly environments: ReadonlyMap<string, readonly string[]>;
  /** `HOST:PORT` of the Services that serve a gRPC service, by its name with the package. */
  readonly rpcServices: ReadonlyMap<string, readonly string[]>;
  /** The implementations of gRPC whose clients read the service configs in a file; empty if not configured. */
  readonly clientsOf: (path: string) => readonly ClientLanguage[];
  /** The path of a source as the globs of the configuration see it: relative to the folder of that. */
  readonly pathInConfig: (path: string) => string;
}

export const defaultSettings: Settings = {
  istioVersion: "1.32",
  forIstio: false,
  clusterDomain: "cluster.local",
  only: [],
  skip: [],
  inlineSuppressions: true,
  preset: "recommended",
  rules: emptyConfig.rules,
  overrides: emptyConfig.overrides,
  external: emptyConfig.external,
  complete: emptyConfig.complete,
  environments: emptyConfig.environments,
  rpcServices: emptyConfig.rpcServices,
  clientsOf: () => [],
  pathInConfig: (path) => path,
};
