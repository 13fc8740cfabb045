import type { Located, Span } from "../../yaml/source.ts";
import type { Field } from "../../yaml/field.ts";
import { endOfDoubleQuoted, endOfSingleQuoted } from "../../yaml/quoted.ts";
import type { Workload } from "./workload.ts";

/** One entry of the YAML text in a pod's annotation `proxy.istio.io/config`. */
export interface ProxySetting {
  /** Keys from the outside in, list items left out: `proxyStatsMatcher.inclusionPrefixes`. */
  readonly path: string;
  readonly key: Located<string>;
  /** A scalar without its quotes; `undefined` where a map or list follows. */
  readonly value: Located<string> | undefined;
}

interface Line {
  readonly text: string;
  readonly at: (from: number, to: number) => Span;
}

/** What the annotation sets, with places in the manifest; empty where it is not written as plain nested keys. */
export function proxySettingsOf({ template }: Pick<Workload, "template">): readonly ProxySetting[] {
  const field = template.at("metadata", "annotations", "proxy.istio.io/config");
  if (field === undefined || field.shared) return [];
  return blockSettings(linesOf(field));
}

/** A literal block is read line by line; a text in quotes if it is one flat map. */
function linesOf(field: Field): readonly Line[] {
  const { node, source } = field;
  const text = field.text ?? "";
  if (node.kind !== "scalar") return [];
  if (node.style !== "literal") return flatMapLines(field, text);
  let offset = source.text.indexOf("\n", node.start) + 1;
  return text.split("\n").map((line) => {
    const end = source.text.indexOf("\n", offset);
    const start =
      offset + Math.max(0, source.text.slice(offset, end < 0 ? undefined : end).indexOf(line));
    offset = end < 0 ? source.text.length : end + 1;
    return { text: line, at: (from, to) => ({ source, start: start + from, end: start + to }) };
  });
}

/** `{"a": "x", "b": true}`: one line for each entry. */
function flatMapLines(field: Field, text: string): readonly Line[] {
  const inside = /^\s*\{([^{}[\]]*)\}\s*$/.exec(text)?.[1];
  if (inside === undefined) return [];
  let offset = text.indexOf("{") + 1;
  return inside.split(",").map((part) => {
    const start = offset + part.length - part.trimStart().length;
    offset += part.length + 1;
    return { text: part.trim(), at: (from, to) => field.slice(start + from, start + to) };
  });
}

const entry = /^( *)(?:- )?(?:([\w.-]+)|"([\w.-]+)"|'([\w.-]+)'):(?= |$)/;
const item = /^( *)- /;

/** The scalar behind a key or a dash, without quotes and comment; `undefined` for nothing. */
function scalarIn(rest: string): string | undefined {
  const text = rest.trimStart();
  const quote = text.charAt(0);
  if (quote === "'" || quote === '"') {
    const close = (quote === "'" ? endOfSingleQuoted : endOfDoubleQuoted)(text, 1);
    if (close !== -1 && /^(?:$| )/.test(text.slice(close + 1))) return text.slice(1, close);
  }
  const comment = rest.indexOf(" #");
  return (comment === -1 ? rest : rest.slice(0, comment)).trim() || undefined;
}

function blockSettings(lines: readonly Line[]): readonly ProxySetting[] {
  const found: ProxySetting[] = [];
  const above: { readonly indent: number; readonly key: Located<string>; readonly path: string }[] =
    [];
  for (const { text, at } of lines) {
    const map = entry.exec(text);
    const listed = map ? null : item.exec(text);
    const [head = "", { length: indent } = "", ...names] = map ?? listed ?? [];
    if (head === "") continue;
    // Items of a list may stand right below its key.
    while ((above.at(-1)?.indent ?? -1) >= indent + (listed ? 1 : 0)) above.pop();
    const parent = above.at(-1);
    const written = scalarIn(text.slice(head.length));
    const value =
      written === undefined ? undefined : located(written, text.lastIndexOf(written), at);
    const name = names.find((it) => it !== undefined);
    if (name !== undefined) {
      const key = located(name, text.indexOf(name), at);
      const path = parent ? `${parent.path}.${key.value}` : key.value;
      above.push({ indent, key, path });
      found.push({ path, key, value });
    } else if (parent) found.push({ path: parent.path, key: parent.key, value });
  }
  return found;
}

function located(value: string, from: number, at: Line["at"]): Located<string> {
  return { value, span: at(from, from + value.length) };
}
