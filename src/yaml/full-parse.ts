import { isCollection, isScalar, parseDocument, visit, type Document } from "yaml";
import { convertTree } from "./convert-tree.ts";
import { flattenFlow } from "./flatten-flow.ts";
import { isTemplate, type Range } from "./helm-template.ts";
import { liftBlockHeader } from "./lift-block-header.ts";
import { maskPlaceholders } from "./mask-placeholders.ts";
import { isNestedTooDeeply } from "./nesting.ts";
import type { FullParser, ParsedStretch } from "./parsed-stretch.ts";
import type { SourceFile } from "./source.ts";
import { findIndentingTab } from "./indenting-tab.ts";
import { describeFault, tabMessage, type Fault } from "./syntax-message.ts";

/** Scalars stay as written, for kubectl's rules are our own; nothing is printed or thrown. */
const options = {
  schema: "failsafe",
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

const otherLineBreaks = /\r(?!\n)|[\u0085\u2028\u2029]/g;
const directive = /^(?:\s*(?:#.*)?\n)*(%.*)/;
/** go-yaml lets a comment follow at once; and of escapes we have our own idea. */
const adjacentComment = "Comments must be separated";
const tooDeep = "the document is nested too deeply to be read";
/** How many flow collections of one document are straightened out before we give up. */
const mostFlattened = 20;

interface Composed {
  readonly document: Document.Parsed;
  readonly faults: readonly Fault[];
}

/** Reads any YAML, slowly, and says what is wrong where there is something wrong. */
export const fullParse: FullParser = (source, start, end) => {
  // go-yaml counts these as line breaks; the length stays the same, and so do the offsets.
  const text = source.text.slice(start, end).replaceAll(otherLineBreaks, "\n");
  const written = directive.exec(text)?.[1];
  if (written !== undefined) {
    const at = start + text.indexOf(written);
    return refused(source, at, at + written.trimEnd().length, "kubectl reads no YAML directives");
  }
  if (isNestedTooDeeply(text)) return refused(source, start, start + 1, tooDeep);
  try {
    return parseText(source, start, text);
  } catch (error) {
    // The package recurses at every level of nesting.
    if (!(error instanceof RangeError)) throw error;
    return refused(source, start, start + 1, tooDeep);
  }
};

function parseText(source: SourceFile, base: number, text: string): ParsedStretch {
  const { document, faults } = composeLeniently(text);
  const tree =
    faults.length === 0 ? convertTree({ source, base, contents: document.contents }) : undefined;
  const problem = tree?.problems.find(({ kind }) => kind === "syntax");
  if (tree && !problem) {
    const tab = findIndentingTab(text, () => looseRanges(document));
    return tab === -1 ? tree : refused(source, base + tab, base + tab + 1, tabMessage);
  }
  const starts = problem ? [problem.span.start - base] : faults.map(({ start }) => start);
  if (isTemplate(text, starts, quotedRanges(document))) {
    return {
      problems: [{ kind: "helm-template", span: { source, start: base, end: base }, message: "" }],
    };
  }
  if (problem) return { problems: [problem] };
  const [first] = faults.toSorted((a, b) => a.start - b.start);
  if (first === undefined) return { problems: [] };
  const { message, start, end } = describeFault(text, first);
  return refused(source, base + start, base + end, message);
}

function refused(source: SourceFile, start: number, end: number, message: string): ParsedStretch {
  return { problems: [{ kind: "syntax", span: { source, start, end }, message }] };
}

/**
 * Composes a text, with the flow collections and quoted texts on one line whose lines begin left of their
 * parent, and with headers of block scalars on the line of their key: go-yaml reads them elsewhere, the package does
 * not.
 */
function composeLeniently(text: string): Composed {
  let composed = compose(text);
  for (let round = 0; round < mostFlattened && composed.faults.length > 0; round += 1) {
    const flat = readable(text, composed.faults);
    if (flat === text) break;
    text = flat;
    composed = compose(text);
  }
  return composed;
}

/** A text with the first of its faults written so that the package reads it; as it is where that cannot be done. */
function readable(text: string, faults: readonly Fault[]): string {
  const lifted = liftBlockHeader(text, faults);
  if (lifted !== text) return lifted;
  const masked = maskPlaceholders(text, faults);
  if (masked !== text) return masked;
  const opening = dedentedOpening(faults);
  return opening === undefined ? text : flattenFlow(text, opening);
}

/** Where the first flow collection or quoted text opens that a line left of its parent has ended. */
function dedentedOpening(faults: readonly Fault[]): number | undefined {
  return faults.find(({ message }) => /^Missing closing|^Flow .* sufficiently/.test(message))
    ?.start;
}

function compose(text: string): Composed {
  const document = parseDocument(text, options);
  const faults = document.errors
    .filter(({ code, message }) => code !== "BAD_DQ_ESCAPE" && !message.startsWith(adjacentComment))
    .map(({ code, message, pos: [start, end] }) => ({ code, message, start, end }));
  return { document, faults: faults.map((fault) => withOpening(document, fault)) };
}

/** Where a quote or bracket is never closed, the package points at the end; the opening says more. */
function withOpening(document: Document.Parsed, fault: Fault): Fault {
  if (fault.message.startsWith("Missing closing")) {
    let opening = fault.start;
    visit(document, {
      Scalar(_key, { range, type }) {
        if (range && type?.startsWith("QUOTE") && range[0] <= fault.start) opening = range[0];
      },
    });
    return { ...fault, start: opening };
  }
  const isUnclosed = /^Flow .* end with/.test(fault.message);
  return isUnclosed ? { ...fault, start: openingOf(document, fault.start) } : fault;
}

/** The start of the last outermost flow collection before an offset. */
function openingOf(document: Document.Parsed, offset: number): number {
  let opening = offset;
  visit(document, {
    Node(_key, node) {
      if (!isCollection(node) || node.flow !== true || !node.range) return undefined;
      if (node.range[0] < offset) opening = node.range[0];
      return visit.SKIP;
    },
  });
  return opening;
}

function quotedRanges(document: Document.Parsed): readonly Range[] {
  return rangesOf(document, (node) => isScalar(node) && node.type !== "PLAIN");
}

/** Where lines may begin with anything: in quotes, brackets and braces. */
function looseRanges(document: Document.Parsed): readonly Range[] {
  return rangesOf(document, (node) =>
    isCollection(node)
      ? node.flow === true
      : isScalar(node) && node.type?.startsWith("QUOTE") === true,
  );
}

function rangesOf(
  document: Document.Parsed,
  matches: (node: unknown) => boolean,
): readonly Range[] {
  const ranges: Range[] = [];
  visit(document, {
    Node(_key, node) {
      if (node.range && matches(node)) ranges.push({ start: node.range[0], end: node.range[1] });
    },
  });
  return ranges;
}
