import { characterAt, isFault, readEscape, type Read } from "./regex-escape.ts";

/** Up to the first `:]`, wherever it is. */
const named = /^\[:\^?([^]*?):\]/;
const names: ReadonlySet<string> = new Set([
  "alnum",
  "alpha",
  "ascii",
  "blank",
  "cntrl",
  "digit",
  "graph",
  "lower",
  "print",
  "punct",
  "space",
  "upper",
  "word",
  "xdigit",
]);

/** The character class that `[` at `at` opens. Source: Go `regexp/syntax/parse.go` parseClass. */
export function readClass(pattern: string, at: number): Read {
  const start = at + (pattern[at + 1] === "^" ? 2 : 1);
  let here = start;
  while (pattern[here] !== "]" || here === start) {
    if (here >= pattern.length) return { from: at, to: at + 1, label: "`[` is never closed" };
    const item = readItem(pattern, here);
    if (isFault(item)) return item;
    here = item.end;
  }
  return { end: here + 1 };
}

/** A named class, a class such as `\d`, a character, or a range of them. */
function readItem(pattern: string, at: number): Read {
  const [group, name] = named.exec(pattern.slice(at)) ?? [];
  if (group !== undefined) {
    if (names.has(name ?? "")) return { end: at + group.length };
    return { from: at, to: at + group.length, label: "unknown RE2 class" };
  }
  const low = readCharacter(pattern, at);
  if (isFault(low) || low.character === undefined) return low;
  if (pattern[low.end] !== "-" || pattern[low.end + 1] === "]") return low;
  if (low.end + 1 >= pattern.length) return low;
  const high = readCharacter(pattern, low.end + 1);
  if (isFault(high)) return high;
  if (high.character === undefined) {
    return { from: at, to: high.end, label: "a range ends in a class" };
  }
  if (high.character < low.character) return { from: at, to: high.end, label: "a reversed range" };
  return high;
}

function readCharacter(pattern: string, at: number): Read {
  if (pattern[at] === "\\") return readEscape(pattern, at);
  const character = characterAt(pattern, at) ?? "";
  return { end: at + character.length, character: character.codePointAt(0) ?? 0 };
}
