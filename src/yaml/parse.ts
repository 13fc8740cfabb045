import { fastParse } from "./fast-parse.ts";
import { findTemplateAction, hasTemplateLine } from "./helm-template.ts";
import { fieldOf, rootOf, type Field } from "./field.ts";
import type { YamlDocument, YamlNode, YamlProblem } from "./node.ts";
import type { FullParser } from "./parsed-stretch.ts";
import { showsObject } from "./shows-object.ts";
import type { SourceFile } from "./source.ts";
import { splitDocuments, type Chunk } from "./split-documents.ts";
import { binaryProblem, controlCharacterProblem } from "./unreadable.ts";
import { findYttCode } from "./ytt-template.ts";

export interface ParsedYaml {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
  readonly skipped: readonly SkippedDocument[];
}

/** A document of a kind that no rule reads: no tree was built. */
export interface SkippedDocument {
  readonly apiVersion: string;
  readonly kind: string;
}

type KindTest = (apiVersion: string, kind: string) => boolean;

export type { FullParser, ParsedStretch } from "./parsed-stretch.ts";

/**
 * Reads a text as kubectl would. `isRead` says whether any reader exists for a kind; `fullParser` gives,
 * lazily, the parser for everything the fast one leaves alone. The source of a Helm chart is one
 * `helm-template` problem and no documents, that of ytt one `ytt-template` problem.
 */
export function parseYaml(
  source: SourceFile,
  isRead: KindTest,
  fullParser: () => FullParser,
): ParsedYaml {
  const binary = binaryProblem(source);
  if (binary) return nothingBut(...markForeign(source, 0, source.text.length, [binary]));
  if (hasTemplateLine(source.text)) return templateOnly(helmProblem(source));
  const ytt = isRead("", "") ? undefined : findYttCode(source.text);
  if (ytt) return templateOnly({ kind: "ytt-template", span: { source, ...ytt }, message: "" });
  const { chunks, problems: separatorProblems } = splitDocuments(source);
  const documents: YamlDocument[] = [];
  const problems = [...markForeign(source, 0, source.text.length, separatorProblems)];
  const skipped: SkippedDocument[] = [];
  let isTemplate = false;
  for (const chunk of chunks) {
    const unread = unreadKind(chunk, isRead);
    if (unread) skipped.push(unread);
    // A document nobody reads is looked into only for template actions, which make a file of nothing else a chart's.
    if (unread && !source.text.slice(chunk.start, chunk.end).includes("{{")) continue;
    const { root, problems: found } = parseChunk(source, chunk, { isRead, fullParser });
    const hasActions = found.some(({ kind }) => kind === "helm-template");
    if (unread) {
      isTemplate ||= hasActions;
      continue;
    }
    if (hasActions) return templateOnly(helmProblem(source));
    for (const it of markForeign(source, chunk.start, chunk.end, found)) problems.push(it);
    if (root) documents.push(documentOf(source, chunk, root));
  }
  if (isTemplate && documents.length === 0) return templateOnly(helmProblem(source));
  return { documents, problems: problems.toSorted((a, b) => a.span.start - b.span.start), skipped };
}

function nothingBut(...problems: readonly YamlProblem[]): ParsedYaml {
  return { documents: [], problems, skipped: [] };
}

function markForeign(
  source: SourceFile,
  start: number,
  end: number,
  problems: readonly YamlProblem[],
): readonly YamlProblem[] {
  if (problems.length === 0 || showsObject(source, start, end)) return problems;
  return problems.map((problem) => ({ ...problem, isForeign: true }));
}

/** The source of a template has no documents until it is rendered. */
function templateOnly(problem: YamlProblem): ParsedYaml {
  const { source } = problem.span;
  return nothingBut(...markForeign(source, 0, source.text.length, [problem]));
}

function helmProblem(source: SourceFile): YamlProblem {
  const { start, end } = findTemplateAction(source.text) ?? { start: 0, end: 0 };
  return {
    kind: "helm-template",
    span: { source, start, end },
    message: "this is a template source; render it to get YAML",
  };
}

function unreadKind({ apiVersion, kind }: Chunk, isRead: KindTest): SkippedDocument | undefined {
  if (apiVersion === undefined || kind === undefined) return undefined;
  return isRead(apiVersion, kind) ? undefined : { apiVersion, kind };
}

interface ParsedChunk {
  readonly root?: Field;
  readonly problems: readonly YamlProblem[];
}

const noProblems: readonly YamlProblem[] = [];

function parseChunk(
  source: SourceFile,
  { start, end }: Chunk,
  { isRead, fullParser }: { readonly isRead: KindTest; readonly fullParser: () => FullParser },
): ParsedChunk {
  const fast = fastParse(source, start, end);
  if (fast === "nothing") return { problems: noProblems };
  if (fast !== undefined) return { root: rootOf(fast), problems: noProblems };
  const control = controlCharacterProblem(source, start, end);
  if (control) return { problems: [control] };
  // Files that steer a run are of no kind, and read all the same.
  if (!isRead("", "") && isForeign(source, start, end)) {
    return { root: fieldOf(source, notKubernetes(end)), problems: noProblems };
  }
  const { root, problems } = fullParser()(source, start, end);
  if (root === undefined) return { problems };
  if (root.kind !== "scalar") return { root: fieldOf(source, root), problems };
  const span = { source, start: root.start, end: root.end };
  const message = "a document must be a map, and this is a string";
  return { problems: [{ kind: "syntax", span, message }] };
}

/**
 * Helm values and other configuration with anchors: no Kubernetes object, and the full parser would only say so
 * again at ten times the cost. What has no anchors is parsed, so that broken text is never passed over.
 */
function isForeign({ path, text }: SourceFile, start: number, end: number): boolean {
  const document = text.slice(start, end);
  if (document.includes("apiVersion") || isKustomization(path)) return false;
  return /[:-][ \t]+&[\w-]+[ \t]*\r?$/m.test(document);
}

function isKustomization(path: string): boolean {
  return /kustomization/i.test(path.slice(path.lastIndexOf("/") + 1));
}

function notKubernetes(end: number): YamlNode {
  return { kind: "map", flow: false, start: end, end, keys: [], entries: [] };
}

const origin = /^#[ \t]*Source:[ \t]+(\S.*)$/;
const longestHead = 2000;

/** The document, with the `# Source:` that `helm template` writes above it. */
function documentOf(source: SourceFile, { start, end }: Chunk, root: Field): YamlDocument {
  const head = source.text.slice(start, Math.min(root.span.start, start + longestHead));
  const found = head.includes("Source:") ? originIn(head) : undefined;
  return found === undefined
    ? { source, start, end, root }
    : { source, start, end, root, origin: found };
}

function originIn(head: string): string | undefined {
  for (const line of head.split("\n")) {
    const found = origin.exec(line)?.[1];
    if (found !== undefined) return found.trimEnd();
  }
  return undefined;
}
