import type { MeshGraph } from "../../graph/mesh-graph.ts";

/** The picture of a mesh, one for each environment or overlay. */
export interface GraphReport {
  readonly forms: readonly GraphForm[];
}

export interface GraphForm {
  /** `undefined` where the input has one form only. */
  readonly name: string | undefined;
  readonly graph: MeshGraph;
}
