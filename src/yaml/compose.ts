import { Composer, isCollection, isScalar, Parser, visit, type Document } from "yaml";
import { dash } from "./characters.ts";
import { flattenFlow } from "./flatten-flow.ts";
import { liftBlockHeader } from "./lift-block-header.ts";
import { maskPlaceholders } from "./mask-placeholders.ts";
import { areNestedTooDeeply } from "./nesting.ts";
import { lastBefore, type Range } from "./ranges.ts";
import type { Fault } from "./syntax-message.ts";

/** Scalars stay as written, for kubectl's rules are our own; nothing is printed or thrown. */
const options = {
  schema: "failsafe",
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

/** go-yaml lets a comment follow at once; and of escapes we have our own idea. */
const adjacentComment = "Comments must be separated";
/** A document with more errors is not valid YAML, however the first ones are read. */
const mostFaults = 200;
/** How often a document is mended before we give up. */
const mostRounds = 20;

export interface Composed {
  readonly document: Document.Parsed;
  readonly faults: readonly Fault[];
}

/**
 * Composes a text, mended where go-yaml reads what the package does not; `undefined` for one that is nested too deeply.
 * Every character stays in its place.
 */
export function composeLeniently(text: string): Composed | undefined {
  let composed = compose(text);
  for (let round = 0; round < mostRounds; round += 1) {
    const mended: string = composed ? mend(text, composed.faults) : text;
    if (mended === text) break;
    text = mended;
    composed = compose(text);
  }
  return composed;
}

function compose(text: string): Composed | undefined {
  const tokens = [...new Parser().parse(text)];
  if (areNestedTooDeeply(tokens)) return undefined;
  const [document] = [...new Composer(options).compose(tokens, true, text.length)];
  if (document === undefined || !("errors" in document)) return undefined;
  const faults = document.errors
    .filter(({ code, message }) => code !== "BAD_DQ_ESCAPE" && !message.startsWith(adjacentComment))
    .map(({ code, message, pos: [start, end] }) => ({ code, message, start, end }));
  return { document, faults: withOpenings(document, faults) };
}

function mend(text: string, faults: readonly Fault[]): string {
  const dashes = faults.filter((fault) => isDash(text, fault)).map(({ start }) => start);
  if (dashes.length > 0) return withWords(text, dashes);
  const masked = maskPlaceholders(text, faults);
  if (masked !== text) return masked;
  if (faults.length > mostFaults) return text;
  const lifted = liftBlockHeader(text, faults);
  if (lifted !== text) return lifted;
  const opening = dedentedOpening(faults);
  return opening === undefined ? text : flattenFlow(text, opening);
}

/** `[-]`, for go-yaml a dash, for the package the item of a list. */
function isDash(text: string, { code, start }: Fault): boolean {
  return (
    code === "BLOCK_IN_FLOW" &&
    text.charCodeAt(start) === dash &&
    /[,\]}]/.test(text.charAt(start + 1))
  );
}

/** Any word will do, for what is written is read from the source. */
function withWords(text: string, offsets: readonly number[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const offset of offsets.toSorted((left, right) => left - right)) {
    if (offset < from) continue;
    pieces.push(text.slice(from, offset), "_");
    from = offset + 1;
  }
  return pieces.join("") + text.slice(from);
}

/**
 * Where the first flow collection or quoted text opens that a line left of its parent has ended: go-yaml reads them, the
 * package does not.
 */
function dedentedOpening(faults: readonly Fault[]): number | undefined {
  return faults.find(({ message }) => /^Missing closing|^Flow .* sufficiently/.test(message))
    ?.start;
}

/** For a quote or bracket that is never closed, the package points at the end; the opening is more helpful. */
function withOpenings(document: Document.Parsed, faults: readonly Fault[]): readonly Fault[] {
  let quotes: readonly Range[] | undefined;
  let flows: readonly Range[] | undefined;
  return faults.map((fault) => {
    if (fault.message.startsWith("Missing closing")) {
      quotes ??= quotesIn(document);
      return { ...fault, start: lastBefore(quotes, fault.start)?.start ?? fault.start };
    }
    if (!/^Flow .* end with/.test(fault.message)) return fault;
    flows ??= outermostFlows(document);
    return { ...fault, start: lastBefore(flows, fault.start - 1)?.start ?? fault.start };
  });
}

function quotesIn(document: Document.Parsed): readonly Range[] {
  return rangesOf(document, (node) => isScalar(node) && node.type?.startsWith("QUOTE") === true);
}

function outermostFlows(document: Document.Parsed): readonly Range[] {
  return rangesOf(document, (node) => isCollection(node) && node.flow === true);
}

/** Texts in quotes and blocks. */
export function quotedRanges(document: Document.Parsed): readonly Range[] {
  return rangesOf(document, (node) => isScalar(node) && node.type !== "PLAIN");
}

/** The outermost nodes that match, in the order of the text. */
export function rangesOf(
  document: Document.Parsed,
  matches: (node: unknown) => boolean,
): readonly Range[] {
  const ranges: Range[] = [];
  visit(document, {
    Node(_key, node) {
      if (!node.range || !matches(node)) return undefined;
      ranges.push({ start: node.range[0], end: node.range[1] });
      return visit.SKIP;
    },
  });
  return ranges.toSorted((left, right) => left.start - right.start);
}
