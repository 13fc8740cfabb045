import type { Diagnostic, Report } from "../report/report.ts";
import type { Label } from "../rule/finding.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import { linesOf, templateLineOf, type TextLine } from "./align.ts";
import type { Chart } from "./chart.ts";
import type { Deployer, ValueLookup, ValueSet } from "./value-set.ts";

/** A chart as Helm rendered it with one set of values. */
export interface RenderedChart {
  readonly chart: Chart;
  /** The rendered text, under a path that no file has. */
  readonly source: SourceFile;
  readonly set: ValueSet;
}

/**
 * A report with findings in rendered charts where one edits: the line of the template, or the value that a line is nothing but.
 * Findings of several sets of values are reported once. Fixes are dropped, as they edit the rendered text.
 */
export function placeInCharts(
  report: Report,
  rendered: readonly RenderedChart[],
  charts: readonly Chart[],
): Report {
  const bySource = new Map(
    rendered.map((it) => [it.source, { ...it, lines: linesOf(it.source.text) }]),
  );
  const templates = new Map<SourceFile, readonly TextLine[]>();
  const linesOfFile = (source: SourceFile): readonly TextLine[] => {
    const lines = templates.get(source) ?? linesOf(source.text);
    templates.set(source, lines);
    return lines;
  };
  const spanOf = (span: Span): Span => {
    const from = bySource.get(span.source);
    return from === undefined ? span : placeOf(span, from, linesOfFile);
  };
  const setOf = ({ primary }: Diagnostic): ValueSet | undefined =>
    bySource.get(primary.span.source)?.set;
  const isDeployed = (it: Diagnostic): number => (setOf(it)?.deployedBy === undefined ? 0 : 1);
  const isRendered = ({ primary, related = [] }: Diagnostic): boolean =>
    [primary, ...related].some(({ span }) => bySource.has(span.source));
  const said = new Set<string>();
  const diagnostics = report.diagnostics
    .filter((it) => !isTemplateOf(it, charts))
    // What the chart's own values show needs no other reason.
    .toSorted((one, other) => isDeployed(one) - isDeployed(other))
    .flatMap((it) => {
      const set = setOf(it);
      const placed = isRendered(it) ? named(moved(it, spanOf), set?.deployedBy) : it;
      const { source, start } = placed.primary.span;
      const headline = set === undefined ? it.headline : anyRelease(it.headline, set);
      const key = [it.ruleId, headline, source.path, start].join("\u0000");
      const isNew = !said.has(key);
      said.add(key);
      return isNew ? [placed] : [];
    });
  const files = new Set(rendered.flatMap(({ chart }) => [...chart.files.values()]));
  const templatesDone = [...files].filter(isTemplate).length;
  const tally = {
    ...report.tally,
    files: report.tally.files - rendered.length,
    templates: Math.max(0, report.tally.templates - templatesDone),
  };
  return { ...report, diagnostics, tally };
}

/** A sentence as it is of every release of a chart, whatever its name and namespace. */
function anyRelease(headline: string, { chart, release, namespace }: ValueSet): string {
  return [`${release}-${chart.name}`, release, namespace].reduce(
    (text, name) => text.replaceAll(name, "*"),
    headline,
  );
}

/** A chart that was rendered, or is reported as not rendering, is not also reported as a template. */
function isTemplateOf({ ruleId, primary }: Diagnostic, charts: readonly Chart[]): boolean {
  const { source } = primary.span;
  return (
    ruleId === "helm-template" && charts.some(({ files }) => [...files.values()].includes(source))
  );
}

function moved(diagnostic: Diagnostic, spanOf: (span: Span) => Span): Diagnostic {
  const { fix: _, related, ...rest } = diagnostic;
  const move = ({ span, text }: Label): Label => ({ span: spanOf(span), text });
  return {
    ...rest,
    primary: move(diagnostic.primary),
    ...(related && { related: related.map(move) }),
  };
}

/** With the object whose values made it so, where the place does not say that. */
function named(diagnostic: Diagnostic, by: Deployer | undefined): Diagnostic {
  const { primary, related = [], relatedResources } = diagnostic;
  if (by === undefined || !isTemplate(primary.span.source)) return diagnostic;
  return {
    ...diagnostic,
    related: [...related, { span: by.span, text: `with the values of \`${by.name}\`` }],
    relatedResources: [...relatedResources, { kind: by.kind, namespace: undefined, name: by.name }],
  };
}

function isTemplate({ path }: SourceFile): boolean {
  return /(?:^|\/)templates\//.test(path);
}

type LinesOf = (source: SourceFile) => readonly TextLine[];

type From = RenderedChart & { readonly lines: readonly TextLine[] };

function placeOf(span: Span, from: From, linesOfFile: LinesOf): Span {
  const index = from.lines.findLastIndex(({ start }) => start <= span.start);
  const first = firstOfDocument(from.lines, index);
  const template = templateOf(from.chart, from.lines.slice(first, index + 1));
  if (template === undefined) return startOf(from.chart.definition);
  const lines = linesOfFile(template);
  const last = lastOfDocument(from.lines, index);
  const at = templateLineOf(from.lines.slice(first, last), index - first, lines);
  const line = at === undefined ? undefined : lines[at];
  if (line === undefined) return startOf(template);
  const written = from.source.text.slice(span.start, span.end);
  return valueOf(line.text, written, from.set.lookups) ?? wordIn(template, line, written);
}

function firstOfDocument(lines: readonly TextLine[], index: number): number {
  return lines.findLastIndex(({ text }, at) => at <= index && text.startsWith("---")) + 1;
}

function lastOfDocument(lines: readonly TextLine[], index: number): number {
  const found = lines.findIndex(({ text }, at) => at > index && text.startsWith("---"));
  return found < 0 ? lines.length : found;
}

/** Helm names the template above each document. */
function templateOf(chart: Chart, lines: readonly TextLine[]): SourceFile | undefined {
  const head = lines.find(({ text }) => text.startsWith("# Source: "))?.text ?? "";
  const path = head.slice("# Source: ".length).trim();
  const inChart = path.startsWith(`${chart.name}/`) ? path.slice(chart.name.length + 1) : path;
  return chart.files.get(inChart);
}

function startOf(source: SourceFile): Span {
  const end = source.text.search(/\r?\n|$/);
  return { source, start: 0, end };
}

/** What the span holds, if the line of the template has it too; else the line. */
function wordIn(source: SourceFile, { start, text }: TextLine, written: string): Span {
  const at = written === "" ? -1 : text.indexOf(written);
  if (at >= 0) return { source, start: start + at, end: start + at + written.length };
  const indent = /^\s*(?:- )?/.exec(text)?.[0].length ?? 0;
  return { source, start: start + indent, end: start + Math.max(text.trimEnd().length, indent) };
}

/** The path of the value that an action of a line writes, if it does nothing else with it. */
function pathIn(line: string): string | undefined {
  const action = /\{\{([^{}]*)\}\}/.exec(line)?.[1] ?? "";
  const [first = "", ...pipes] = action
    .replace(/^-/, "")
    .replace(/-$/, "")
    .split("|")
    .map((it) => it.trim());
  const isPlain = pipes.every((it) =>
    /^(?:quote|squote|toString|int|int64|default\s+\S+)$/.test(it),
  );
  return isPlain ? /^\$?\.Values\.([\w.]+)$/.exec(first)?.[1] : undefined;
}

/** Where the values say what is written, if the line is nothing but that value. */
function valueOf(line: string, written: string, lookups: readonly ValueLookup[]): Span | undefined {
  const path = pathIn(line);
  if (path === undefined) return undefined;
  for (const lookup of lookups) {
    const field = lookup(path);
    const value = field?.scalar()?.value;
    if (field === undefined || value === undefined) continue;
    const isIt = written.replaceAll(/^["']|["']$/g, "") === String(value);
    return isIt ? field.span : undefined;
  }
  return undefined;
}
