import type { Field } from "../yaml/field.ts";
import type { Edit } from "./finding.ts";

/** Writes another key, with a map of `entries` such as `port: 50051`, over a key and its whole value. */
export function replaceEntry(
  field: Field,
  key: string,
  entries: readonly string[],
): Edit | undefined {
  const { parent, node, source } = field;
  if (parent === undefined || parent.shared || field.shared || parent.node.kind !== "map") {
    return undefined;
  }
  const { start } = field.keySpan;
  const span = { source, start, end: node.end };
  const lineStart = source.text.lastIndexOf("\n", start - 1) + 1;
  const before = source.text.slice(lineStart, start);
  if (parent.node.flow || node.kind === "scalar") {
    return { span, text: `${key}: { ${entries.join(", ")} }` };
  }
  // Comments between the old lines would be lost.
  if (/#/.test(source.text.slice(start, node.end))) return undefined;
  const newline = source.text.includes("\r\n") ? "\r\n" : "\n";
  const indent = " ".repeat(before.length + 2);
  return { span, text: [`${key}:`, ...entries.map((it) => `${indent}${it}`)].join(newline) };
}
