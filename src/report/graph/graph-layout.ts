import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from "@dagrejs/dagre";
import { edgeText } from "../../graph/graph-edges.ts";
import type { GraphEdge, GraphNode, MeshGraph } from "../../graph/mesh-graph.ts";
import { shorten } from "../../text/shorten.ts";

/** A node where it is drawn: its middle, and its size. */
export interface PlacedNode {
  readonly node: GraphNode;
  readonly title: string;
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly text: string;
  readonly points: readonly Point[];
  /** The middle of its text. */
  readonly label: Point | undefined;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** Of text in a node and at an edge, in pixels. */
export const lineHeight = 16;
const charWidth = 6.6;
const labelCharWidth = 5.8;
const mostLines = 5;
const widest = 34;

type Box = Pick<PlacedNode, "title" | "lines" | "width" | "height">;

/** Finds a place for everything: layer by layer from the left, what has no edge in rows below. */
export function placed({ nodes, edges }: MeshGraph): Picture {
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(node)]));
  const boxFor = ({ id }: GraphNode): Box => boxes.get(id) ?? emptyBox;
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const drawn = layered(
    nodes.filter(({ id }) => joined.has(id)),
    edges,
    boxFor,
  );
  const { width = 0, height = 0 } = drawn.graph();
  const alone = inRows(
    nodes.filter(({ id }) => !joined.has(id)),
    boxFor,
    { top: joined.size > 0 ? height + 12 : 12, width: Math.max(width, 900) },
  );
  const layers = nodes
    .filter(({ id }) => joined.has(id))
    .map((node) => {
      const { x = 0, y = 0 } = drawn.node(node.id);
      const { title, lines, width: wide, height: high } = boxFor(node);
      return { node, title, lines, width: wide, height: high, x, y };
    });
  const lines = edges.map((edge, index) =>
    placedEdge(edge, drawn.edge(edge.from, edge.to, String(index))),
  );
  return framed([...layers, ...alone], lines);
}

/** As large as what is in it; edges may lead around all nodes. */
function framed(nodes: readonly PlacedNode[], edges: readonly PlacedEdge[]): Picture {
  const points = edges.flatMap((it) => it.points);
  const right = Math.max(0, ...nodes.map((it) => it.x + it.width / 2), ...points.map(({ x }) => x));
  const bottom = Math.max(
    0,
    ...nodes.map((it) => it.y + it.height / 2),
    ...points.map(({ y }) => y),
  );
  return { width: Math.ceil(right + margin), height: Math.ceil(bottom + margin), nodes, edges };
}

const margin = 12;
const emptyBox: Box = { title: "", lines: [], width: 0, height: 0 };
const longestLabel = 32;

/** How strongly an edge holds its ends together. */
const pulls: Readonly<Record<GraphEdge["kind"], number>> = {
  subset: 12,
  route: 4,
  call: 1,
  mirror: 1,
};

type Drawn = Graph<GraphLabel, NodeLabel, EdgeLabel>;

function layered(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  boxFor: (node: GraphNode) => Box,
): Drawn {
  const drawn: Drawn = new Graph({ multigraph: true });
  drawn.setGraph({
    rankdir: "LR",
    nodesep: 18,
    ranksep: 44,
    edgesep: 12,
    marginx: 12,
    marginy: 12,
  });
  for (const node of nodes) {
    const { width, height } = boxFor(node);
    drawn.setNode(node.id, { width, height });
  }
  for (const [index, edge] of edges.entries()) {
    const { length } = shorten(edgeText(edge), longestLabel);
    const size = length === 0 ? {} : { width: length * labelCharWidth + 8, height: 14 };
    drawn.setEdge(
      edge.from,
      edge.to,
      { ...size, labelpos: "c", minlen: 1, weight: pulls[edge.kind] },
      String(index),
    );
  }
  if (nodes.length > 0) layout(drawn);
  return drawn;
}

function placedEdge(edge: GraphEdge, { points = [], x, y }: EdgeLabel): PlacedEdge {
  const text = shorten(edgeText(edge), longestLabel);
  const label = text === "" || x === undefined || y === undefined ? undefined : { x, y };
  return { edge, text, points: points.map((it: Point) => ({ x: it.x, y: it.y })), label };
}

const gap = 18;

function inRows(
  nodes: readonly GraphNode[],
  boxFor: (node: GraphNode) => Box,
  { top, width: room }: { readonly top: number; readonly width: number },
): readonly PlacedNode[] {
  let left = 12;
  let y = top;
  let tallest = 0;
  return nodes.map((node) => {
    const box = boxFor(node);
    if (left > 12 && left + box.width + 12 > room) {
      left = 12;
      y += tallest + gap;
      tallest = 0;
    }
    const at = { x: left + box.width / 2, y: y + box.height / 2 };
    left += box.width + gap;
    tallest = Math.max(tallest, box.height);
    return { node, ...box, ...at };
  });
}

function boxOf({
  kind,
  title,
  lines,
}: GraphNode): Pick<PlacedNode, "title" | "lines" | "width" | "height"> {
  const shown =
    lines.length > mostLines
      ? [...lines.slice(0, mostLines - 1), `${lines.length - mostLines + 1} more`]
      : lines;
  const texts = [shorten(title, widest), ...shown.map((it) => shorten(it, widest))];
  const [head = "", ...rest] = texts;
  const longest = Math.max(head.length * 1.17, ...rest.map((it) => it.length * 0.92), kind.length);
  const extra = kind === "subset" ? 0 : 14;
  return {
    title: head,
    lines: rest,
    width: Math.ceil(longest * charWidth + 20),
    height: texts.length * lineHeight + 12 + extra,
  };
}
