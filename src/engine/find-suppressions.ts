import type { Resource } from "../manifest/resource.ts";
import { gather } from "../collections/gather.ts";
import { keptFor } from "../collections/lazy.ts";
import { groupBy } from "../collections/group-by.ts";
import type { Suppression } from "../mesh/objects/suppression.ts";
import { removeUpwards } from "../rule/removals.ts";
import type { YamlDocument, YamlNode } from "../yaml/node.ts";
import type { Located, SourceFile, Span } from "../yaml/source.ts";

/**
 * What silences findings, as it is written:
 *
 * - `# istio-grpc-lint: ignore[rule-id] reason` behind code: that line; on a line of its own: the next entry and
 *   everything under it
 * - `# istio-grpc-lint: file-ignore[rule-id] reason`: the file
 * - the annotation `ignore.istio-grpc-lint/rule-id: reason`: the resource
 * - Istio's `galley.istio.io/analyze-suppress: IST0101,…`: the resource, for the rules that answer these codes
 */
export function findSuppressions(
  sources: readonly SourceFile[],
  documents: readonly YamlDocument[],
  resources: readonly Resource[],
): readonly Suppression[] {
  const commented = sources.filter(namesUs);
  const bySource = groupBy(documents, ({ source }) => source);
  return [
    ...commented.flatMap((source) => inComments(source, bySource.get(source) ?? [])),
    ...gather(resources, annotationsOf),
  ];
}

/** Whether a text may hold a comment for this linter. */
export const namesUs = keptFor(({ text }: SourceFile) => text.includes("istio-grpc-lint"));

const annotationsOf = keptFor(inAnnotations);

const comment = /#[ \t]*istio-grpc-lint:[ \t]*(ignore|file-ignore)\[([^\]\r\n#]*)\]([^\r\n]*)/g;

function inComments(
  source: SourceFile,
  documents: readonly YamlDocument[],
): readonly Suppression[] {
  return [...source.text.matchAll(comment)].flatMap((found) => {
    const start = found.index;
    const [whole, word, names = "", reason = ""] = found;
    if (!isComment(source, start, documents)) return [];
    const span = { source, start, end: start + whole.trimEnd().length };
    const isFile = word === "file-ignore";
    return [
      {
        names: splitNames(source, start + whole.indexOf("[") + 1, names),
        form: isFile ? ("file-comment" as const) : ("comment" as const),
        scope: isFile ? { source, start: 0, end: source.text.length } : scopeOf(span, documents),
        removal: removalOf(span),
        reason: reason.trim(),
      },
    ];
  });
}

/** A `#` at the start of a line or behind a blank, and not inside a scalar. */
export function isComment(
  source: SourceFile,
  offset: number,
  documents: readonly YamlDocument[],
): boolean {
  if (offset > 0 && !/\s/.test(source.text.charAt(offset - 1))) return false;
  return !documents.some(({ root }) => scalarCovers(root.node, offset));
}

function scalarCovers(node: YamlNode, offset: number): boolean {
  if (offset < node.start || offset >= node.end) return false;
  if (node.kind === "scalar") return true;
  if (node.kind === "list") return node.items.some((item) => scalarCovers(item, offset));
  return node.entries.some(
    ({ keyStart, keyEnd, value }) =>
      (keyStart <= offset && offset < keyEnd) || scalarCovers(value, offset),
  );
}

function splitNames(source: SourceFile, from: number, text: string): readonly Located<string>[] {
  let start = from;
  return text.split(",").flatMap((part) => {
    const value = part.trim();
    const at = start + part.indexOf(value);
    start += part.length + 1;
    return value === "" ? [] : [{ value, span: { source, start: at, end: at + value.length } }];
  });
}

/** Behind code: its line. Alone on its line: the next entry with all that stands under it. */
function scopeOf({ source, start, end }: Span, documents: readonly YamlDocument[]): Span {
  const { text } = source;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  if (text.slice(lineStart, start).trim() !== "") return { source, start: lineStart, end: start };
  const next = documents
    .flatMap(({ root }) => outermostFrom(root.node, end) ?? [])
    .toSorted((left, right) => left.start - right.start)[0];
  return next === undefined
    ? { source, start: end, end }
    : { source, start: next.start, end: next.end };
}

/** The comment with the blanks before it; with its line end if nothing else is on the line. */
function removalOf({ source, start, end }: Span): Span {
  const { text } = source;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const before = text.slice(lineStart, start).trimEnd();
  if (before !== "") return { source, start: lineStart + before.length, end };
  const lineEnd = /\r?\n|$/y;
  lineEnd.lastIndex = end;
  return { source, start: lineStart, end: end + (lineEnd.exec(text)?.[0].length ?? 0) };
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The document, if it starts behind `offset`; else the first entry or item that does, the outermost of them. */
function outermostFrom(root: YamlNode, offset: number): Stretch | undefined {
  return root.start >= offset ? root : entryFrom(root, offset);
}

function entryFrom(node: YamlNode, offset: number): Stretch | undefined {
  if (node.end <= offset) return undefined;
  for (const { start, end, inner } of childrenOf(node)) {
    if (start >= offset) return { start, end };
    // Between a key and its value stands what is about the first entry of the value.
    const isBefore = inner.start >= offset;
    const found = isBefore ? firstEntry(inner) : entryFrom(inner, offset);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstEntry(node: YamlNode): Stretch {
  const isFlow = node.kind === "scalar" || node.flow;
  return (isFlow ? undefined : childrenOf(node)[0]) ?? node;
}

function childrenOf(node: YamlNode): readonly (Stretch & { readonly inner: YamlNode })[] {
  if (node.kind === "scalar") return [];
  if (node.kind === "list") {
    return node.items.map((item) => ({ start: item.start, end: item.end, inner: item }));
  }
  return node.entries.map(({ keyStart, keyEnd, value }) => ({
    start: keyStart,
    end: Math.max(keyEnd, value.end),
    inner: value,
  }));
}

export const annotationPrefix = "ignore.istio-grpc-lint/";
const istioAnnotation = "galley.istio.io/analyze-suppress";

function inAnnotations({ metadata, root }: Resource): readonly Suppression[] {
  const annotations = metadata?.get("annotations")?.fieldsUnder(isSuppression) ?? [];
  return annotations.map((field) => {
    const { value: key, span } = field.key;
    const isOfIstio = key === istioAnnotation;
    const value = key.slice(annotationPrefix.length);
    const own = { value, span: { ...span, start: span.end - value.length } };
    return {
      names: isOfIstio ? field.pieces(",") : [own],
      form: isOfIstio ? "istio-annotation" : "annotation",
      scope: root.span,
      removal: removeUpwards(field, 1)?.span,
      reason: field.text ?? "",
    };
  });
}

function isSuppression(key: string): boolean {
  return key === istioAnnotation || key.startsWith(annotationPrefix);
}
