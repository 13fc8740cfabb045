/** Where a cursor is in a text that may not be YAML yet: worked out from its indentation. */
export interface YamlContext {
  /** The keys above, `0` for an item of a list. */
  readonly path: readonly (string | number)[];
  /** The key whose value is being written; `undefined` where a key is, or an item of a list. */
  readonly key: string | undefined;
  /** What is written of it so far. */
  readonly typed: string;
  /** The other keys of the same map, with what is on their line. */
  readonly siblings: ReadonlyMap<string, string>;
  /** The same of the maps above, the innermost first. */
  readonly above: readonly ReadonlyMap<string, string>[];
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  /** The indentation of the map that is being written. */
  readonly column: number;
}

interface Line {
  /** Where its first dash is, if there is one. */
  readonly dash: number | undefined;
  /** Where what is not a dash begins. */
  readonly column: number;
  readonly key: string | undefined;
  readonly value: string;
}

export function yamlContext(text: string, offset: number): YamlContext {
  const { lines, index } = documentLines(text, offset);
  const written = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const here = readLine(written, true);
  const isItem = here.key === undefined && here.dash !== undefined;
  const found = ancestorsOf(lines, index, here);
  const top = (key: string): string | undefined =>
    lines.find((line) => line.column === 0 && line.key === key && line.dash === undefined)?.value;
  return {
    path: found.path,
    key: here.key,
    typed: here.value.trimStart(),
    siblings: isItem && found.path.length === 0 ? new Map() : siblingsOf(lines, index, here.column),
    above: found.lines.map(({ at, column }) => siblingsOf(lines, at, column)),
    apiVersion: top("apiVersion"),
    kind: top("kind"),
    column: here.column,
  };
}

interface DocumentLines {
  readonly lines: readonly Line[];
  readonly index: number;
}

function documentLines(text: string, offset: number): DocumentLines {
  const separator = /^---(?:\s|$)/;
  const all = text.split(/\r?\n/);
  const line = text.slice(0, offset).split("\n").length - 1;
  const before = all.slice(0, line).findLastIndex((it) => separator.test(it));
  const after = all.findIndex((it, index) => index > line && separator.test(it));
  const lines = all.slice(before + 1, after < 0 ? undefined : after);
  return { lines: lines.map((it) => readLine(it, false)), index: line - before - 1 };
}

/** A blank line, or one with a comment only, is deeper than all others: it belongs to no map. */
function readLine(text: string, isCursor: boolean): Line {
  const blank = text.slice(0, text.length - text.trimStart().length);
  const rest = withoutDashes(text.slice(blank.length));
  const dashes = text.slice(blank.length, text.length - rest.length);
  const column = blank.length + dashes.length;
  if (!isCursor && (rest === "" || rest.startsWith("#")) && dashes === "") {
    return { dash: undefined, column: Infinity, key: undefined, value: "" };
  }
  const [, , key, value = ""] = /^(["']?)([^\s"'#:{[][^"':]*)\1:(?:\s(.*))?$/s.exec(rest) ?? [];
  const dash = dashes === "" ? undefined : blank.length;
  return { dash, column, key, value: key === undefined ? rest : value.trimStart() };
}

/** What follows the dashes of list items at the start of a text. */
function withoutDashes(text: string): string {
  let rest = text;
  while (/^-(?:\s|$)/.test(rest)) rest = rest.slice(1).trimStart();
  return rest;
}

interface Ancestors {
  readonly path: readonly (string | number)[];
  readonly lines: readonly { readonly at: number; readonly column: number }[];
}

/** Goes up line by line, to the keys that are less indented. */
function ancestorsOf(lines: readonly Line[], index: number, here: Line): Ancestors {
  const path: (string | number)[] = [];
  const found: { at: number; column: number }[] = [];
  let column = here.column;
  let item = here.dash;
  if (item !== undefined) path.unshift(0);
  for (let at = index - 1; at >= 0 && (column > 0 || item !== undefined); at -= 1) {
    const line = lines[at];
    if (line === undefined || line.column === Infinity) continue;
    const isParent =
      item === undefined
        ? line.column < column && line.key !== undefined
        : line.column <= item && line.key !== undefined && line.dash !== item;
    if (isParent && line.key !== undefined) {
      path.unshift(line.key);
      found.push({ at, column: line.column });
    } else if (item !== undefined || line.column !== column || line.dash === undefined) continue;
    // The first line of an item of a list.
    column = line.column;
    item = line.dash;
    if (item !== undefined) path.unshift(0);
  }
  return { path, lines: found };
}

/** The keys of the map that a line is in: up and down, as long as nothing is less indented. */
function siblingsOf(
  lines: readonly Line[],
  index: number,
  column: number,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const note = ({ key, value, column: at }: Line): void => {
    if (at === column && key !== undefined) found.set(key, value);
  };
  for (let at = index - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line === undefined || line.column < column) break;
    if (lines[at + 1]?.dash !== undefined && lines[at + 1]?.column === column) break;
    note(line);
    if (line.column === column && line.dash !== undefined) break;
  }
  for (let at = index + 1; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined || line.column < column) break;
    if (line.dash !== undefined && line.column <= column) break;
    note(line);
  }
  return found;
}
