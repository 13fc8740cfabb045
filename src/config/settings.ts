/** What a run is asked for, after flags and configuration are resolved. */
export interface Settings {
  /** The Istio release that manifests are checked for, `major.minor`. */
  readonly istioVersion: string;
  /** The DNS suffix of the cluster's Services. */
  readonly clusterDomain: string;
  /** Rule ids and topics to run; empty for all. */
  readonly only: readonly string[];
  /** Rule ids and topics not to run. */
  readonly skip: readonly string[];
  /** Whether comments and annotations in manifests may silence findings. */
  readonly inlineSuppressions: boolean;
}

export const defaultSettings: Settings = {
  istioVersion: "1.31",
  clusterDomain: "cluster.local",
  only: [],
  skip: [],
  inlineSuppressions: true,
};
