import { byteOrderMark } from "./characters.ts";
import type { YamlProblem } from "./node.ts";
import type { SourceFile } from "./source.ts";
import { splitJson } from "./split-json.ts";

/** The text of one document, and what its first lines at column 0 say it is. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** The plain value of the top-level `apiVersion:`, where it is written in the usual way. */
  readonly apiVersion?: string;
  readonly kind?: string;
}

export interface SplitText {
  readonly chunks: readonly Chunk[];
  readonly problems: readonly YamlProblem[];
}

interface OpenChunk {
  start: number;
  end?: number;
  apiVersion?: string;
  kind?: string;
}

/** The first key of an object that begins where another one has not ended. */
interface NextObject {
  readonly key: "apiVersion" | "kind";
  readonly at: number;
  /** Where its other key is. */
  readonly other: number;
}

const dash = 0x2d;
const dot = 0x2e;
const letterA = 0x61;
const letterK = 0x6b;
const openBrace = 0x7b;

const separatorRest = /^\s*(?:#|$)/;
const simpleValue = /^[ \t]+(["']?)([\w./-]+)\1[ \t]*(?:[ \t]#.*)?\r?$/;

/**
 * Splits a text as kubectl does before any parsing: at lines that begin with `---`, even inside a block
 * scalar. What follows a `...` line up to the next separator is dropped, as go-yaml reads one document only.
 * Source: `YAMLReader` in k8s.io/apimachinery.
 */
export function splitDocuments(source: SourceFile): SplitText {
  const { text } = source;
  const chunks: Chunk[] = [];
  const problems: YamlProblem[] = [];
  let at = text.charCodeAt(0) === byteOrderMark ? 1 : 0;
  let open: OpenChunk = { start: at };
  while (at < text.length) {
    const feed = text.indexOf("\n", at);
    const lineEnd = feed === -1 ? text.length : feed;
    if (text.charCodeAt(at) === dash && text.startsWith("---", at)) {
      close(text, open, at, chunks);
      open = { start: Math.min(lineEnd + 1, text.length) };
      const problem = separatorProblem(source, at + 3, lineEnd);
      if (problem) problems.push(problem);
    } else {
      const again = startsAgain(text, at, open);
      if (again !== undefined) {
        close(text, open, at, chunks);
        problems.push(missingSeparator(source, again, open));
        open = { start: at };
      }
      look(text, at, lineEnd, open);
    }
    at = lineEnd + 1;
  }
  close(text, open, text.length, chunks);
  return { chunks, problems };
}

/**
 * Whether a second object begins without a `---` before it: an object with a name is there already, and now both
 * `apiVersion` and `kind` come again. Read as one, the second would take the place of the first.
 */
function startsAgain(text: string, at: number, open: OpenChunk): NextObject | undefined {
  if (open.apiVersion === undefined || open.kind === undefined || open.end !== undefined) {
    return undefined;
  }
  const key = (["apiVersion", "kind"] as const).find((it) => text.startsWith(`${it}:`, at));
  if (key === undefined || !/^metadata:/m.test(text.slice(open.start, at))) return undefined;
  const next = key === "kind" ? /^(?:---|apiVersion:)/gm : /^(?:---|kind:)/gm;
  next.lastIndex = at + key.length;
  const found = next.exec(text);
  return found === null || found[0] === "---" ? undefined : { key, at, other: found.index };
}

function missingSeparator(
  source: SourceFile,
  { key, at, other }: NextObject,
  { start, kind = "" }: OpenChunk,
): YamlProblem {
  const { text } = source;
  const first = start + text.slice(start, at).search(/^(?:apiVersion|kind):/m);
  const kindAt = key === "kind" ? at : other;
  const end = text.indexOf("\n", kindAt);
  const written = text.slice(kindAt + "kind:".length, end === -1 ? text.length : end);
  return {
    kind: "missing-separator",
    span: { source, start: at, end: at + key.length },
    message: simpleValue.exec(` ${written.trim()}`)?.[2] ?? "",
    related: { source, start: first, end: text.indexOf(":", first) },
    before: kind,
  };
}

function look(text: string, at: number, lineEnd: number, open: OpenChunk): void {
  if (open.end !== undefined) return;
  const first = text.charCodeAt(at);
  if (first === dot && /^\.\.\.\s*(?:$|\s)/.test(text.slice(at, lineEnd))) open.end = at;
  else if (first === letterA && text.startsWith("apiVersion:", at)) {
    const value = simpleValue.exec(text.slice(at + "apiVersion:".length, lineEnd))?.[2];
    if (value !== undefined) open.apiVersion = value;
  } else if (first === letterK && text.startsWith("kind:", at)) {
    const value = simpleValue.exec(text.slice(at + "kind:".length, lineEnd))?.[2];
    if (value !== undefined) open.kind = value;
  }
}

/** Ends a chunk; it is added to `chunks` if there is anything in it. */
function close(text: string, open: OpenChunk, at: number, chunks: Chunk[]): void {
  const { start, end = at } = open;
  const first = firstCharacter(text, start, end);
  if (first === end) return;
  if (text.charCodeAt(first) !== openBrace) chunks.push(chunkOf(open, end));
  else for (const each of splitJson(text, start, end)) chunks.push(each);
}

/** Spelt out, for there may be a million of them. */
function chunkOf({ start, apiVersion, kind }: OpenChunk, end: number): Chunk {
  if (apiVersion === undefined) return kind === undefined ? { start, end } : { start, end, kind };
  return kind === undefined ? { start, end, apiVersion } : { start, end, apiVersion, kind };
}

function firstCharacter(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

function separatorProblem(
  source: SourceFile,
  start: number,
  lineEnd: number,
): YamlProblem | undefined {
  const rest = source.text.slice(start, lineEnd);
  if (separatorRest.test(rest)) return undefined;
  const from = start + rest.length - rest.trimStart().length;
  return {
    kind: "syntax",
    span: { source, start: from, end: start + rest.trimEnd().length },
    message: "`---` must be alone on its line: kubectl rejects text after it",
  };
}
