import type { TextFault } from "./text-fault.ts";

/** An escape of a pattern: its end, and its character, if it is one. */
export interface Piece {
  readonly end: number;
  /** Code point; `undefined` for a class of characters. */
  readonly character?: number;
}

export type Read = Piece | TextFault;

export function isFault(read: Read): read is TextFault {
  return "label" in read;
}

const controls: Readonly<Record<string, number>> = {
  a: 7,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** What a backslash at `at` starts, but for `\Q` and the anchors. Source: Go `regexp/syntax/parse.go` escape. */
export function readEscape(pattern: string, at: number): Read {
  const letter = characterAt(pattern, at + 1);
  if (letter === undefined) return { from: at, to: at + 1, label: "a `\\` at the end" };
  if (/[dDsSwW]/.test(letter)) return { end: at + 2 };
  if (/[pP]/.test(letter)) return readUnicodeClass(pattern, at);
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(pattern.slice(at + 1));
  if (octal) return { end: at + 1 + octal[0].length, character: Number.parseInt(octal[0], 8) };
  if (/[1-9]/.test(letter)) {
    return { from: at, to: at + 2, label: "RE2 has no backreferences" };
  }
  if (letter === "x") return readHex(pattern, at);
  const control = controls[letter];
  if (control !== undefined) return { end: at + 2, character: control };
  if (/[^\w]|_/.test(letter) && letter.charCodeAt(0) < 128) {
    return { end: at + 2, character: letter.charCodeAt(0) };
  }
  return { from: at, to: at + 1 + letter.length, label: "unknown RE2 escape" };
}

function readHex(pattern: string, at: number): Read {
  const [all, braced, bare] =
    /^\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(pattern.slice(at)) ?? [];
  const character = Number.parseInt(braced ?? bare ?? "", 16);
  if (all === undefined || character > 0x10ffff) {
    return { from: at, to: at + 2, label: "invalid character code" };
  }
  return { end: at + all.length, character };
}

function readUnicodeClass(pattern: string, at: number): Read {
  const [all, braced, letter] = /^\\[pP](?:\{\^?([^}]*)\}|([^{]))/u.exec(pattern.slice(at)) ?? [];
  if (all === undefined) return { from: at, to: at + 2, label: "unknown class" };
  if (isUnicodeClass(braced ?? letter ?? "")) return { end: at + all.length };
  return { from: at, to: at + all.length, label: "unknown RE2 class" };
}

/** General categories and scripts, by the names that Unicode gives them. */
function isUnicodeClass(name: string): boolean {
  if (/^(?:Any|ASCII|Assigned|Cn|LC)$/i.test(name)) return true;
  return (
    /^[A-Za-z_]+$/.test(name) &&
    (isProperty("General_Category", name) || isProperty("Script", name))
  );
}

function isProperty(property: string, value: string): boolean {
  try {
    return new RegExp(`\\p{${property}=${value}}`, "u").unicode;
  } catch {
    return false;
  }
}

/** The character at a place, both halves of it where it is written as two. */
export function characterAt(text: string, at: number): string | undefined {
  const point = text.codePointAt(at);
  return point === undefined ? undefined : String.fromCodePoint(point);
}
