import { similarName } from "../text/similar-name.ts";
import { list } from "../text/lists.ts";
import type { GraphNode, MeshGraph } from "./mesh-graph.ts";

/** Why there is no such node, and what to use instead. */
export interface FocusFault {
  readonly fault: string;
  readonly help: readonly string[];
}

/** One service with its subsets, and all that it calls or is called by. */
export function focusOn(graph: MeshGraph, name: string): MeshGraph | FocusFault {
  const named = graph.nodes.filter(({ kind }) => kind !== "subset");
  const exact = named.filter(({ title }) => title === name);
  const found = exact.length > 0 ? exact : named.filter((it) => lastName(it) === name);
  const [node, ...others] = found;
  if (node === undefined) return unknown(name, named);
  if (others.length > 0) {
    const titles = found.map(({ title, kind }) => `${title} (${kind})`);
    return { fault: `\`${name}\` names several nodes`, help: [`choose ${list(titles)}`] };
  }
  const shown = new Set([node.id]);
  for (const { from, to } of graph.edges) {
    if (from === node.id) shown.add(to);
    if (to === node.id) shown.add(from);
  }
  for (const { from, to, kind } of graph.edges)
    if (kind === "subset" && shown.has(from)) shown.add(to);
  return {
    nodes: graph.nodes.filter(({ id }) => shown.has(id)),
    edges: graph.edges.filter(
      ({ from, to, kind }) =>
        shown.has(from) &&
        shown.has(to) &&
        (from === node.id || to === node.id || kind === "subset"),
    ),
  };
}

function lastName({ title }: GraphNode): string {
  return title.slice(title.lastIndexOf("/") + 1);
}

function unknown(name: string, nodes: readonly GraphNode[]): FocusFault {
  const titles = nodes.map(({ title }) => title);
  const similar = similarName(name, [...titles, ...nodes.map(lastName)]);
  return {
    fault: `no service or gateway \`${name}\` in the graph`,
    help: [
      similar === undefined ? `the graph has ${list(titles, 6)}` : `did you mean \`${similar}\`?`,
    ],
  };
}
