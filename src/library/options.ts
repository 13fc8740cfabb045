/** One input text. */
export interface ManifestFile {
  /** What the file is called in the report; nothing is read from there. Relative, with `/` between folders. */
  readonly path: string;
  readonly text: string;
}

/** What the command line has flags for. */
export interface LintOptions {
  /** Files that are read so that the others make sense, but not reported on. */
  readonly context?: readonly ManifestFile[];
  /** The Istio release to check for, such as `1.27`; the newest known if left out. */
  readonly istioVersion?: string;
  /** DNS suffix of the cluster's Services; `cluster.local` if left out. */
  readonly clusterDomain?: string;
  /** Rule ids and topics to run; all if left out. */
  readonly only?: readonly string[];
  /** Rule ids and topics not to run. */
  readonly skip?: readonly string[];
  /** Whether comments and annotations may silence findings; `true` if left out. */
  readonly inlineSuppressions?: boolean;
}
