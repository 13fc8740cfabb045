import { isAlias, isMap, isScalar, type Alias, type ParsedNode, type Scalar } from "yaml";
import { convertMap, endsInColon } from "./convert-map.ts";
import { isExcessive } from "./alias-budget.ts";
import {
  refuse,
  startConversion,
  type Anchored,
  type Conversion,
  type ComposedText,
} from "./conversion.ts";
import { deepest } from "./nesting.ts";
import type { ScalarNode, YamlNode } from "./node.ts";
import type { ParsedStretch } from "./parsed-stretch.ts";
import { endOfBlock, placeOfNothing, styleOf } from "./scalar-places.ts";
import { findUnreadEscape, readDoubleQuoted, readSingleQuoted } from "./quoted.ts";
import { resolveScalar } from "./tagged-scalar.ts";

const anchorName = /^[\w-]+$/;

/**
 * Our tree of a composed document: aliases and merge keys resolved, scalars read as kubectl does. A text
 * that kubectl refuses gives its first syntax problem and no root.
 */
export function convertTree(composed: ComposedText): ParsedStretch {
  const conversion = startConversion(composed, convertNode);
  const { problems } = conversion;
  if (composed.contents === null) return { problems };
  const root = convertNode(conversion, composed.contents);
  const syntax = problems.filter(({ kind }) => kind === "syntax");
  if (syntax.length > 0) return { problems: syntax.slice(0, 1) };
  return root.kind === "scalar" && root.value === null ? { problems } : { root, problems };
}

function convertNode(conversion: Conversion, node: ParsedNode): YamlNode {
  if (isAlias(node)) return convertAlias(conversion, node);
  const name = node.anchor;
  if (name === undefined) return convertBare(conversion, node);
  if (!anchorName.test(name)) {
    refuse(
      conversion,
      node,
      `the anchor name \`${name}\` may only contain letters, digits, \`-\` and \`_\``,
    );
  }
  const anchored: Anchored = { size: 0, height: 0 };
  conversion.anchors.set(name, anchored);
  const { decoded, reached } = conversion;
  conversion.reached = conversion.depth;
  anchored.node = { ...convertBare(conversion, node), shared: true };
  anchored.size = conversion.decoded - decoded;
  anchored.height = conversion.reached - conversion.depth;
  conversion.reached = Math.max(reached, conversion.reached);
  return anchored.node;
}

function convertAlias(conversion: Conversion, alias: Alias.Parsed): YamlNode {
  const name = alias.source;
  const anchored = conversion.anchors.get(name);
  if (anchored?.node === undefined) {
    refuse(conversion, alias, refusalOf(name, anchored));
    return nothingAt(conversion.base + alias.range[0]);
  }
  conversion.decoded += 1 + anchored.size;
  conversion.aliased += anchored.size;
  if (isExcessive(conversion.decoded, conversion.aliased)) {
    refuse(conversion, alias, "aliases expand this document beyond kubectl's limit");
  }
  conversion.reached = Math.max(conversion.reached, conversion.depth + anchored.height);
  if (conversion.reached > deepest) {
    refuse(conversion, alias, `aliases nest this document more than ${deepest} levels deep`);
  }
  return anchored.node;
}

function refusalOf(name: string, anchored: Anchored | undefined): string {
  if (anchored) return `the value of the anchor \`&${name}\` contains itself`;
  if (anchorName.test(name)) return `no anchor \`&${name}\` is defined before this in the document`;
  return "an unquoted value cannot start with `*`: quote it";
}

function convertBare(conversion: Conversion, node: Exclude<ParsedNode, Alias.Parsed>): YamlNode {
  conversion.decoded += 1;
  if (isScalar(node)) return convertScalar(conversion, node);
  if (conversion.depth >= deepest) {
    refuse(conversion, node, `the document is nested more than ${deepest} levels deep`);
    return nothingAt(conversion.base + node.range[0]);
  }
  conversion.depth += 1;
  conversion.reached = Math.max(conversion.reached, conversion.depth);
  const flows = node.flow === true ? 1 : 0;
  conversion.flows += flows;
  const found = isMap(node) ? convertMap(conversion, node) : convertList(conversion, node);
  conversion.flows -= flows;
  conversion.depth -= 1;
  return found;
}

function convertList(
  conversion: Conversion,
  {
    items,
    range,
    flow,
  }: Exclude<ParsedNode, Alias.Parsed | Scalar.Parsed> & { items: ParsedNode[] },
): YamlNode {
  const nodes = items.map((item) => convertItem(conversion, item));
  const start = conversion.base + range[0];
  const isFlow = flow === true;
  const end = isFlow ? conversion.base + range[1] : (nodes.at(-1)?.end ?? start);
  return { kind: "list", flow: isFlow, items: nodes, start, end };
}

/**
 * An item of a list. Inside of brackets go-yaml v2 takes the colon at the end of `[2001:db8::]` for a part
 * of the text, the package for the colon of a key.
 */
function convertItem(conversion: Conversion, item: ParsedNode): YamlNode {
  const node = convertNode(conversion, item);
  if (node.kind !== "map" || !isMap(item) || !endsInColon(conversion, item.items[0])) return node;
  const { start } = node;
  const end = (node.entries[0]?.keyEnd ?? start) + 1;
  const text = conversion.source.text.slice(start, end);
  return { kind: "scalar", style: "plain", value: text, start, end };
}

function convertScalar(conversion: Conversion, node: Scalar.Parsed): ScalarNode {
  const { base, source } = conversion;
  const style = styleOf(node.type);
  const from = base + node.range[0];
  const to = base + node.range[1];
  if (from === to && node.tag === undefined && node.anchor === undefined) {
    return nothingAt(placeOfNothing(source.text, from));
  }
  const content = contentOf(conversion, node);
  // A placeholder is filled in before kubectl sees it.
  const isOpen = content.includes("$(") || content.includes("${");
  if (style === "plain" && conversion.flows > 0 && content.includes("?", 1) && !isOpen) {
    refuse(conversion, node, "inside brackets or braces a string with `?` needs quotes");
  }
  const resolved = resolveScalar(content, style === "plain", node.tag);
  if ("refusal" in resolved) refuse(conversion, node, resolved.refusal);
  const isBlock = style === "literal" || style === "folded";
  return {
    kind: "scalar",
    style,
    value: "refusal" in resolved ? null : resolved.value,
    start: from,
    end: isBlock ? endOfBlock(source.text, from, to) : to,
  };
}

/**
 * The text of a scalar. What is quoted we read ourselves: the package knows other escapes than kubectl, and
 * may have got the lines joined.
 */
function contentOf(conversion: Conversion, { type, range, source }: Scalar.Parsed): string {
  const { text } = conversion.source;
  const start = conversion.base + range[0] + 1;
  const end = conversion.base + range[1] - 1;
  // It may be written where the package would see no text: `[-]`.
  if (type === "PLAIN" && start === end + 1) return text.charAt(end);
  if (type === "QUOTE_SINGLE") return readSingleQuoted(text, start, end);
  if (type !== "QUOTE_DOUBLE") return source;
  const dialect = conversion.isJson ? "json" : "yaml";
  const content = readDoubleQuoted(text, start, end, dialect);
  if (content === undefined) refuseEscape(conversion, findUnreadEscape(text, start, end, dialect));
  return content ?? source;
}

function refuseEscape({ source, problems }: Conversion, at: number): void {
  const escape = source.text.slice(at, at + 2);
  const message = `\`${escape}\` is not an escape in double quotes: double the backslash, or use single quotes`;
  problems.push({ kind: "syntax", span: { source, start: at, end: at + escape.length }, message });
}

function nothingAt(offset: number): ScalarNode {
  return { kind: "scalar", style: "plain", value: null, start: offset, end: offset };
}
