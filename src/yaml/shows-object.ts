import type { SourceFile } from "./source.ts";

const keyLine = /^(?:---[^\n]*|[ \t]*(?:#[^\n]*)?)$/;
const headKey = /^(["']?)(?:apiVersion|kind)\1[ \t]*:(?:[ \t\r]|$)/i;
const jsonKey = /"apiVersion"\s*:/i;
const kustomization = /(?:^|\/)kustomization[^/]*$/i;
/** Names its own API version, which is Helm's. */
const chart = /(?:^|\/)Chart\.(?:ya?ml)$/;

/**
 * Whether a text that cannot be read shows that it was to be a Kubernetes object: `apiVersion` or `kind` are among the
 * keys that are indented like its first one, in whatever case. Anything else is a file of another tool.
 */
export function showsObject({ path, text }: SourceFile, start: number, end: number): boolean {
  if (chart.test(path)) return false;
  if (kustomization.test(path)) return true;
  // Of UTF-16 that nothing announces, every other character is NUL.
  const document = text.slice(start, end).replaceAll("\0", "");
  if (/^\s*(?:\{(?!\{)|\[)/.test(document)) return jsonKey.test(document);
  const lines = document.split("\n");
  const first = lines.find((line) => !keyLine.test(line));
  if (first === undefined) return false;
  const indent = indentOf(first);
  return lines.some((line) => indentOf(line) === indent && headKey.test(line.slice(indent)));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
