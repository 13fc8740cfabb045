import type { ClientLanguage } from "../../rpc/service-config/judge.ts";

/** What a run is told about the mesh that no manifest says. */
export interface MeshSettings {
  /** Whether the manifests are meant for Istio although nothing in them says so. */
  readonly forIstio: boolean;
  /** `major.minor` of the Istio that manifests are checked for. */
  readonly istioVersion: string;
  /** The release of the Gateway API, where one is named. */
  readonly gatewayApiVersion?: string | undefined;
  readonly clusterDomain: string;
  /** What exists outside the inputs: hosts (exact, or `*.` and a suffix), and namespaces with all in them. */
  readonly external: { readonly hosts: readonly string[]; readonly namespaces: readonly string[] };
  /** Whether the inputs hold the whole mesh, or all of these namespaces: what is not there is missing then. */
  readonly complete: boolean | readonly string[];
  /** `HOST:PORT` of the Services that serve a gRPC service, by its full name. */
  readonly rpcServices: ReadonlyMap<string, readonly string[]>;
  /** The implementations of gRPC whose clients read the service configs in a file; empty where nothing says so. */
  readonly clientsOf: (path: string) => readonly ClientLanguage[];
}
