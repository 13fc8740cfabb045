import { composeLeniently, quotedRanges } from "./compose.ts";
import { convertTree } from "./convert-tree.ts";
import { isTemplate } from "./helm-template.ts";
import { findIndentingTab } from "./indenting-tab.ts";
import { isNestedTooDeeply } from "./nesting.ts";
import type { FullParser, ParsedStretch } from "./parsed-stretch.ts";
import type { Range } from "./ranges.ts";
import type { SourceFile } from "./source.ts";
import { describeFault, tabMessage } from "./syntax-message.ts";

const otherLineBreaks = /\r(?!\n)|[\u0085\u2028\u2029]/g;
/** Only the first error is reported; the next few show whether the text is a template. */
const mostFaults = 20;
const tooDeep = "the document is nested too deeply to be read";

/** Reads any YAML, slowly, and reports its errors. */
export const fullParse: FullParser = (source, start, end) => {
  // go-yaml counts these as line breaks; the length stays the same, and so do the offsets.
  const text = source.text.slice(start, end).replaceAll(otherLineBreaks, "\n");
  const directive = findDirective(text);
  if (directive) {
    const message = "kubectl does not support YAML directives";
    return refused(source, start + directive.start, start + directive.end, message);
  }
  if (isNestedTooDeeply(text)) return refused(source, start, start + 1, tooDeep);
  try {
    return parseText(source, start, text);
  } catch (error) {
    // The package recurses at every level of nesting, and whoever calls us may have left it little room for that.
    if (!(error instanceof RangeError)) throw error;
    return refused(source, start, start + 1, tooDeep);
  }
};

/** A line with `%` above all but comments. */
function findDirective(text: string): Range | undefined {
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf("\n", start);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(start, end);
    if (line.startsWith("%")) return { start, end: start + line.trimEnd().length };
    if (!/^\s*(?:#|$)/.test(line)) return undefined;
    start = end + 1;
  }
  return undefined;
}

function parseText(source: SourceFile, base: number, text: string): ParsedStretch {
  const composed = composeLeniently(text);
  if (composed === undefined) return refused(source, base, base + 1, tooDeep);
  const { document, faults } = composed;
  const tree =
    faults.length === 0 ? convertTree({ source, base, contents: document.contents }) : undefined;
  const problem = tree?.problems.find(({ kind }) => kind === "syntax");
  if (tree && !problem) {
    const tab = findIndentingTab(text, document);
    return tab === -1 ? tree : refused(source, base + tab, base + tab + 1, tabMessage);
  }
  const firstFaults = faults.toSorted((a, b) => a.start - b.start).slice(0, mostFaults);
  const starts = problem ? [problem.span.start - base] : firstFaults.map(({ start }) => start);
  if (isTemplate(text, starts, quotedRanges(document))) {
    return {
      problems: [{ kind: "helm-template", span: { source, start: base, end: base }, message: "" }],
    };
  }
  if (problem) return { problems: [problem] };
  const [first] = firstFaults;
  if (first === undefined) return { problems: [] };
  const { message, start, end } = describeFault(text, first);
  return refused(source, base + start, base + end, message);
}

function refused(source: SourceFile, start: number, end: number, message: string): ParsedStretch {
  return { problems: [{ kind: "syntax", span: { source, start, end }, message }] };
}
