import { edgeText } from "../../graph/graph-edges.ts";
import type { GraphEdge, GraphNode, NodeKind } from "../../graph/mesh-graph.ts";
import { mermaidText } from "../mermaid-text.ts";
import type { GraphReport } from "./graph-report.ts";

const shapes: Readonly<Record<NodeKind, readonly [string, string]>> = {
  gateway: ["{{", "}}"],
  service: ["[", "]"],
  subset: ["([", "])"],
  external: ["[/", "/]"],
  workload: ["(", ")"],
};

/** The mesh as a Mermaid flowchart. */
export function renderGraphMermaid({ forms }: GraphReport): string {
  const rows = ["flowchart LR"];
  let count = 0;
  for (const { name, graph } of forms) {
    const ids = new Map(graph.nodes.map(({ id }) => [id, `n${(count += 1)}`]));
    const isGroup = name !== undefined;
    if (isGroup) rows.push(`  subgraph g${count}["${mermaidText(name)}"]`);
    for (const node of graph.nodes) rows.push(nodeRow(node, ids.get(node.id) ?? ""));
    for (const edge of graph.edges) {
      rows.push(edgeRow(edge, ids.get(edge.from) ?? "", ids.get(edge.to) ?? ""));
    }
    if (isGroup) rows.push("  end");
  }
  rows.push(
    "  classDef fault stroke:#c00,stroke-width:2px",
    "  classDef gateway fill:#e8f0fe",
    "  classDef external stroke-dasharray:4 3",
  );
  return `${rows.join("\n")}\n`;
}

function nodeRow({ kind, title, lines, faults }: GraphNode, name: string): string {
  const [open, close] = shapes[kind];
  const text = [title, ...lines].map(mermaidText).join("<br>");
  const className =
    faults.length > 0 ? ":::fault" : kind === "gateway" || kind === "external" ? `:::${kind}` : "";
  return `  ${name}${open}"${text}"${close}${className}`;
}

function edgeRow(edge: GraphEdge, from: string, to: string): string {
  const failing = edge.faults.length > 0 ? ` FAILS: ${edge.faults.join("; ")}` : "";
  const text = mermaidText(`${edgeText(edge)}${failing}`.trim());
  const isDotted = edge.kind === "mirror" || edge.kind === "call";
  if (text === "") return `  ${from} ${isDotted ? "-.->" : "-->"} ${to}`;
  return isDotted ? `  ${from} -. "${text}" .-> ${to}` : `  ${from} -- "${text}" --> ${to}`;
}
