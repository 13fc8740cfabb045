import type { Resource } from "../manifest/resource.ts";
import { gather } from "../collections/gather.ts";
import { groupBy } from "../collections/group-by.ts";
import type { MalformedSuppression } from "../mesh/objects/suppression.ts";
import type { YamlDocument } from "../yaml/node.ts";
import type { SourceFile } from "../yaml/source.ts";
import { annotationPrefix, isComment, namesUs } from "./find-suppressions.ts";

/** Comments, annotations and labels that were written to silence findings, and do not, because of their form. */
export function findMalformed(
  sources: readonly SourceFile[],
  documents: readonly YamlDocument[],
  resources: readonly Resource[],
): readonly MalformedSuppression[] {
  const named = new Set(sources.filter(namesUs));
  if (named.size === 0) return [];
  const bySource = groupBy(documents, ({ source }) => source);
  return [
    ...[...named].flatMap((source) => inComments(source, bySource.get(source) ?? [])),
    ...gather(
      resources.filter(({ root }) => named.has(root.source)),
      inMetadata,
    ),
  ];
}

const comment = /#[ \t]*istio-grpc-lint[-: \t]+([\w-]+)([^\r\n]*)/gi;
const bracketed = /^#[ \t]*istio-grpc-lint:[ \t]*(?:ignore|file-ignore)\[([^\]]*)\]/;

/** With something in its brackets. */
function isWellFormed(text: string): boolean {
  const [, names = ""] = bracketed.exec(text) ?? [];
  return /[^,\s]/.test(names);
}

/** What linters call it; other words are prose. */
const silencing =
  /^(?:file-)?(?:ignore|disable|suppress|skip|noqa|nolint)(?:-(?:file|line|next|next-line))?$/i;

function inComments(
  source: SourceFile,
  documents: readonly YamlDocument[],
): readonly MalformedSuppression[] {
  return [...source.text.matchAll(comment)].flatMap((found) => {
    const start = found.index;
    const [whole, word = "", rest = ""] = found;
    if (isWellFormed(whole)) return [];
    if (!silencing.test(word) && !/^[ \t]*\[/.test(rest)) return [];
    if (!isComment(source, start, documents)) return [];
    const span = { source, start, end: start + whole.trimEnd().length };
    const form = /file/i.test(word) ? ("file-comment" as const) : ("comment" as const);
    return [{ span, form, names: namesIn(rest) }];
  });
}

const ruleId = /^[a-z][a-z\d]*(?:-[a-z\d]+)+$/;

/** What is in the brackets, or the words behind that look like ids of rules. */
function namesIn(rest: string): readonly string[] {
  const list = /^[ \t]*[[({]([^\])}]*)/.exec(rest)?.[1];
  const words = (list ?? rest).split(/[\s,:=]+/).filter((word) => word !== "");
  const end = words.findIndex((word) => !ruleId.test(word));
  return end < 0 ? words : words.slice(0, end);
}

function inMetadata({ metadata }: Resource): readonly MalformedSuppression[] {
  const annotations = metadata?.get("annotations")?.fieldsUnder(isNearAnnotation) ?? [];
  const labels = metadata?.get("labels")?.fieldsUnder(isOurs) ?? [];
  return [...annotations, ...labels].map(({ key, text = "" }) => {
    const name = key.value.slice(annotationPrefix.length);
    return {
      span: key.span,
      form: "annotation",
      names: isOurs(key.value) ? [name] : namesIn(text).slice(0, 1),
    };
  });
}

function isOurs(key: string): boolean {
  return key.startsWith(annotationPrefix) && key.length > annotationPrefix.length;
}

function isNearAnnotation(key: string): boolean {
  if (isOurs(key)) return false;
  if (/^ignore[./-]istio-grpc-lint(?:\/|$)/i.test(key)) return true;
  const slash = key.indexOf("/");
  return slash >= 0 && key.slice(0, slash).toLowerCase().split(".").includes("istio-grpc-lint");
}
