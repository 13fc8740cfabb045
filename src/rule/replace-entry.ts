import type { Field } from "../yaml/field.ts";
import type { Edit } from "./finding.ts";
import { holdsShared, indentOf, isBlockScalar, isJson, newlineAt } from "./layout.ts";

/** Writes another key, with a map of `entries` such as `port: 50051`, over a key and its whole value. */
export function replaceEntry(
  field: Field,
  key: string,
  entries: readonly string[],
): Edit | undefined {
  const { parent, node, source } = field;
  if (parent?.node.kind !== "map" || field.shared || holdsShared(node)) return undefined;
  const { text } = source;
  const { start } = field.keySpan;
  const span = { source, start, end: node.end };
  if (isJson(field) || isBlockScalar(node)) return undefined;
  if (parent.node.flow || node.kind === "scalar") {
    return { span, text: `${key}: { ${entries.join(", ")} }` };
  }
  const indent = indentOf(text, start);
  // Comments between the old lines would be lost.
  if (indent === undefined || /#/.test(text.slice(start, node.end))) return undefined;
  const lines = entries.map((it) => `${indent}  ${it}`);
  return { span, text: [`${key}:`, ...lines].join(newlineAt(text, start)) };
}
