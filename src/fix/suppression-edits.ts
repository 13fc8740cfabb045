import type { Diagnostic } from "../report/report.ts";
import type { Edit } from "../rule/finding.ts";
import type { ScalarNode, YamlDocument, YamlNode } from "../yaml/node.ts";
import type { SourceFile } from "../yaml/source.ts";

/** How comments that silence findings come into files. */
export interface SuppressionWriter {
  readonly documentsOf: (source: SourceFile) => readonly YamlDocument[];
  /** The reason in each comment; empty if none. */
  readonly reason: string;
}

/**
 * The finding with a change that silences it in place of its fix: its rule is added to the comment that is there, or to a new one
 * at the end of its line, or above the entry where the line is part of a longer text. Without a fix where no comment can be.
 */
export function withSuppression(diagnostic: Diagnostic, writer: SuppressionWriter): Diagnostic {
  const { fix: _, ...rest } = diagnostic;
  const { source } = diagnostic.primary.span;
  if (diagnostic.yamlPath === undefined || !/\.ya?ml$/i.test(source.path)) return rest;
  const title = `ignore \`${diagnostic.ruleId}\``;
  return { ...rest, fix: { title, safe: true, edits: [commentFor(diagnostic, writer)] } };
}

function commentFor(
  { ruleId, primary }: Diagnostic,
  { documentsOf, reason }: SuppressionWriter,
): Edit {
  const { source, start } = primary.span;
  const comment = `# istio-grpc-lint: ignore[${ruleId}]${reason === "" ? "" : ` ${reason}`}`;
  const line = lineAt(source.text, start);
  const added = addToComment(source, line, ruleId);
  if (added !== undefined) return added;
  const text = textOver(line.end, documentsOf(source));
  if (text === undefined) return insert(source, line.end, ` ${comment}`);
  const first = lineAt(source.text, text);
  const above = first.start === 0 ? undefined : lineAt(source.text, first.start - 1);
  const isOwn = above !== undefined && /^\s*#/.test(source.text.slice(above.start, above.end));
  const joined = isOwn ? addToComment(source, above, ruleId) : undefined;
  const indent = /^[ \t]*/.exec(source.text.slice(first.start, first.end))?.[0] ?? "";
  const ending = source.text.includes("\r\n") ? "\r\n" : "\n";
  return joined ?? insert(source, first.start, `${indent}${comment}${ending}`);
}

interface Line {
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
}

function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const found = text.indexOf("\n", offset);
  const end = found < 0 ? text.length : found;
  return { start, end: text.charAt(end - 1) === "\r" ? end - 1 : end };
}

/** The name of a rule more in the comment of a line, if it has one. */
function addToComment(source: SourceFile, { start, end }: Line, ruleId: string): Edit | undefined {
  const line = source.text.slice(start, end);
  const found = /#[ \t]*istio-grpc-lint:[ \t]*ignore\[/.exec(line);
  if (found === null) return undefined;
  const open = found.index + found[0].length;
  const names = line.slice(open, Math.max(line.indexOf("]", open), open)).trimEnd();
  if (names === "" || names.endsWith(",")) return undefined;
  return insert(source, start + open + names.length, `, ${ruleId}`);
}

function insert(source: SourceFile, offset: number, text: string): Edit {
  return { span: { source, start: offset, end: offset }, text };
}

/** The start of the key or item of a scalar that continues past the end of a line; `undefined` if none does. */
function textOver(lineEnd: number, documents: readonly YamlDocument[]): number | undefined {
  for (const { root } of documents) {
    const found = entryOver(root.node, lineEnd, root.node.start);
    if (found !== undefined) return found;
  }
  return undefined;
}

function entryOver(node: YamlNode, offset: number, entry: number): number | undefined {
  if (offset < entry || offset > node.end) return undefined;
  if (node.kind === "scalar") return coversLineEnd(node, offset) ? entry : undefined;
  if (node.kind === "list")
    return firstOver(
      node.items.map((item) => [item, item.start]),
      offset,
    );
  return firstOver(
    node.entries.map(({ keyStart, value }) => [value, keyStart]),
    offset,
  );
}

/** A block of text may end with its last line; what is quoted or plain ends before the end of the line. */
function coversLineEnd({ start, end, style }: ScalarNode, offset: number): boolean {
  const isBlock = style === "literal" || style === "folded";
  return start <= offset && (isBlock ? offset <= end : offset < end);
}

function firstOver(
  parts: readonly (readonly [YamlNode, number])[],
  offset: number,
): number | undefined {
  for (const [node, entry] of parts) {
    const found = entryOver(node, offset, entry);
    if (found !== undefined) return found;
  }
  return undefined;
}
