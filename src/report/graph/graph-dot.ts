import { edgeText } from "../../graph/graph-edges.ts";
import type { EdgeKind, GraphEdge, GraphNode, NodeKind } from "../../graph/mesh-graph.ts";
import type { GraphReport } from "./graph-report.ts";

const shapes: Readonly<Record<NodeKind, string>> = {
  gateway: "hexagon",
  service: "box",
  subset: "oval",
  external: "parallelogram",
  workload: "note",
};

const styles: Readonly<Record<EdgeKind, string>> = {
  route: "solid",
  subset: "solid",
  call: "dashed",
  mirror: "dotted",
};

/** The mesh for Graphviz. */
export function renderGraphDot({ forms }: GraphReport): string {
  const rows = [
    "digraph mesh {",
    "  rankdir=LR;",
    '  node [fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Helvetica", fontsize=9];',
  ];
  for (const [index, { name, graph }] of forms.entries()) {
    const prefix = name === undefined ? "" : `${name} `;
    if (name !== undefined) {
      rows.push(`  subgraph cluster_${index} {`, `    label=${quoted(name)};`);
    }
    for (const node of graph.nodes) rows.push(nodeRow(node, prefix));
    for (const edge of graph.edges) rows.push(edgeRow(edge, prefix));
    if (name !== undefined) rows.push("  }");
  }
  return `${[...rows, "}"].join("\n")}\n`;
}

function nodeRow({ id, kind, title, lines, faults }: GraphNode, prefix: string): string {
  const color = faults.length > 0 ? ', color="#c00000", penwidth=2' : "";
  const tip = faults.length > 0 ? `, tooltip=${quoted(faults.join("; "))}` : "";
  return `  ${quoted(prefix + id)} [label=${quoted([title, ...lines].join("\n"))}, shape=${shapes[kind]}${color}${tip}];`;
}

function edgeRow(edge: GraphEdge, prefix: string): string {
  const color = edge.faults.length > 0 ? ', color="#c00000", fontcolor="#c00000"' : "";
  const label = [edgeText(edge), edge.faults.join("; ")].filter((it) => it !== "").join("\n");
  return `  ${quoted(prefix + edge.from)} -> ${quoted(prefix + edge.to)} [label=${quoted(label)}, style=${styles[edge.kind]}${color}];`;
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll(/\r?\n/g, "\\n")}"`;
}
