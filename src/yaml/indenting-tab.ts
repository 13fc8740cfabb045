import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  visit,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { contentIndent, parseHeader } from "./block-text.ts";
import { rangesOf } from "./compose.ts";
import { isWithin, lastBefore, type Range } from "./ranges.ts";

const tabbedLine = /^( *)\t[ \t\r]*(?:#.*)?$/gm;

/**
 * The first tab that begins a blank or comment line where go-yaml refuses it, -1 if there is none; YAML 1.2 and the
 * `yaml` package do not mind. Source: `yaml_parser_scan_to_next_token`, `yaml_parser_scan_plain_scalar` and
 * `yaml_parser_scan_block_scalar_breaks` in go-yaml v2.
 */
export function findIndentingTab(text: string, document: Document.Parsed): number {
  let layout: Layout | undefined;
  for (const { index, 1: indent = "" } of text.matchAll(tabbedLine)) {
    layout ??= layoutOf(text, document);
    const column = indent.length;
    const tab = index + column;
    if (isWithin(layout.loose, tab)) continue;
    const last = lastBefore(layout.scalars, index);
    // Blank lines behind a plain or block text still belong to it.
    const goesOn =
      last !== undefined && (tab < last.end || text.slice(last.end, index).trim() === "");
    if (!goesOn || column < last.leastColumn) return tab;
  }
  return -1;
}

interface Layout {
  /** Where lines may begin with anything: in quotes, brackets and braces. */
  readonly loose: readonly Range[];
  /** Plain and block texts outside them. */
  readonly scalars: readonly LaidOut[];
}

interface LaidOut extends Range {
  /** How far left a tab may be in the blank lines after it. */
  readonly leastColumn: number;
}

function layoutOf(text: string, document: Document.Parsed): Layout {
  const scalars: LaidOut[] = [];
  visit(document, {
    Collection: (_key, { flow }) => (flow === true ? visit.SKIP : undefined),
    Scalar(_key, node, path) {
      const { range, type } = node;
      if (!range || range[0] === range[1] || type?.startsWith("QUOTE") === true) return;
      const [start, end] = range;
      const leastColumn =
        type === "PLAIN"
          ? columnBehind(
              text,
              path.findLast((it) => isCollection(it)),
            )
          : blockColumn(text, node, start);
      scalars.push({ start, end, leastColumn });
    },
  });
  const loose = rangesOf(document, (node) =>
    isCollection(node)
      ? node.flow === true
      : isScalar(node) && node.type?.startsWith("QUOTE") === true,
  );
  return { loose, scalars: scalars.toSorted((left, right) => left.start - right.start) };
}

/** The column behind that of a block collection; 0 if a property stands before its first key, where it has begun already. */
function columnBehind(text: string, parent: YAMLMap | YAMLSeq | undefined): number {
  if (!parent?.range) return 0;
  const first = isMap(parent) ? parent.items[0]?.key : undefined;
  const hasProperty = isNode(first) && (hasAnchor(first) || first.tag !== undefined);
  return hasProperty ? 0 : columnOf(text, parent.range[0]) + 1;
}

function hasAnchor(node: Node): boolean {
  return "anchor" in node && node.anchor !== undefined;
}

function columnOf(text: string, offset: number): number {
  return offset === 0 ? 0 : offset - text.lastIndexOf("\n", offset - 1) - 1;
}

/** The column of the text of a block scalar; 0, where any tab is a part of it, if that is written in its header. */
function blockColumn(text: string, node: Scalar, start: number): number {
  const end = node.range?.[1] ?? start;
  const header = parseHeader(text, start, end);
  if (header === undefined || header.increment > 0) return 0;
  return contentIndent(text, header.next, end) ?? Infinity;
}
