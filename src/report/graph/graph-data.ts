import type { EdgeKind, MeshGraph, NodeKind } from "../../graph/mesh-graph.ts";
import type { GraphReport } from "./graph-report.ts";

// What `graph -f json` prints and the library returns; `schemas/graph.schema.json` says the same to other languages.

/** Who calls whom through the mesh. */
export interface GraphData {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "istio-grpc-lint"; readonly version: string };
  readonly forms: readonly GraphFormData[];
}

export interface GraphFormData {
  /** The environment or overlay; null where the input has one form only. */
  readonly form: string | null;
  readonly nodes: readonly {
    readonly id: string;
    readonly kind: NodeKind;
    readonly title: string;
    readonly lines: readonly string[];
    readonly faults: readonly string[];
    readonly gaps: readonly string[];
  }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: EdgeKind;
    readonly labels: readonly string[];
    /** Null where weights do not say it. */
    readonly percent: number | null;
    readonly faults: readonly string[];
  }[];
}

export function graphData({ forms }: GraphReport, version: string): GraphData {
  return {
    schemaVersion: 1,
    tool: { name: "istio-grpc-lint", version },
    forms: forms.map(({ name, graph }) => formData(name, graph)),
  };
}

function formData(name: string | undefined, { nodes, edges }: MeshGraph): GraphFormData {
  return {
    form: name ?? null,
    nodes: nodes.map(({ id, kind, title, lines, faults, gaps }) => ({
      id,
      kind,
      title,
      lines,
      faults,
      gaps,
    })),
    edges: edges.map(({ from, to, kind, labels, percent, faults }) => ({
      from,
      to,
      kind,
      labels,
      percent: percent ?? null,
      faults,
    })),
  };
}

export function renderGraphJson(report: GraphReport, version: string): string {
  return `${JSON.stringify(graphData(report, version), undefined, 2)}\n`;
}
