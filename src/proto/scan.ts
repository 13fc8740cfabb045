/** What a token is; every character that starts no other token is a symbol of its own. */
export type TokenKind = "word" | "number" | "string" | "symbol" | "end";

/** The current token of a scanner. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Whether it is the first on its line. */
  readonly opensLine: boolean;
}

export interface Scanner {
  readonly text: string;
  /** The current token. */
  readonly token: () => Token;
  /** Goes to the next token. */
  readonly next: () => void;
  /** Goes back, or ahead, to a token seen before. */
  readonly goTo: (token: Token) => void;
}

export interface ScanOptions {
  readonly from?: number;
  readonly to?: number;
  /** `#` starts a comment in text format, `//` and `/*` do in `.proto` files. */
  readonly comments: "slash" | "hash";
  readonly complain: (message: string, start: number, end: number) => void;
}

interface Range {
  readonly text: string;
  readonly to: number;
  readonly options: ScanOptions;
}

const lineFeed = 10;
const byteOrderMark = 0xfeff;

/** The tokens of a `.proto` or text format file, one at a time, tokenized as protoc does. */
export function scan(text: string, options: ScanOptions): Scanner {
  const { from = 0, to = text.length } = options;
  const range: Range = { text, to, options };
  const begin = from === 0 && text.charCodeAt(0) === byteOrderMark ? 1 : from;
  let token = tokenAt(range, begin, true);
  return {
    text,
    token: () => token,
    next: () => {
      if (token.kind !== "end") token = tokenAt(range, token.end, false);
    },
    goTo: (other) => {
      token = other;
    },
  };
}

function tokenAt(range: Range, from: number, opens: boolean): Token {
  const { text, to } = range;
  let at = from;
  let opensLine = opens;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) {
      if (code === lineFeed) opensLine = true;
      at += 1;
      continue;
    }
    const after = endOfComment(range, at, code);
    if (after === at) break;
    if (text.slice(at, after).includes("\n")) opensLine = true;
    at = after;
  }
  if (at >= to) return { kind: "end", start: to, end: to, opensLine };
  const code = text.charCodeAt(at);
  if (isLetter(code)) return { kind: "word", start: at, end: endOfWord(range, at), opensLine };
  if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)))) {
    return { kind: "number", start: at, end: endOfNumber(range, at), opensLine };
  }
  if (code === 34 || code === 39) {
    return { kind: "string", start: at, end: endOfString(range, at, code), opensLine };
  }
  return { kind: "symbol", start: at, end: endOfSymbol(range, at, code), opensLine };
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function isWordPart(code: number): boolean {
  return isLetter(code) || isDigit(code);
}

function endOfWord({ text, to }: Range, start: number): number {
  let at = start + 1;
  while (at < to && isWordPart(text.charCodeAt(at))) at += 1;
  return at;
}

/** Where a comment at `start` ends; `start` where none is there. */
function endOfComment({ text, to, options }: Range, start: number, code: number): number {
  if (options.comments === "hash") return code === 35 ? endOfLine(text, start, to) : start;
  if (code !== 47) return start;
  const second = text.charCodeAt(start + 1);
  if (second === 47) return endOfLine(text, start, to);
  if (second !== 42) return start;
  const close = text.indexOf("*/", start + 2);
  const end = close < 0 || close > to - 2 ? to : close + 2;
  const inner = text.indexOf("/*", start + 2);
  if (inner >= 0 && inner < end - 2) {
    options.complain("a block comment cannot be nested", inner, inner + 2);
  }
  if (close < 0) options.complain("this block comment is not closed", start, start + 2);
  return end;
}

function endOfLine(text: string, start: number, to: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 || end > to ? to : end;
}

/** Numbers as protoc reads them: decimal, octal, hexadecimal, with fraction and exponent. */
function endOfNumber({ text, to, options }: Range, start: number): number {
  const number = /0[xX][\da-fA-F]*|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d*)?/y;
  number.lastIndex = start;
  number.test(text);
  const end = Math.min(number.lastIndex, to);
  const written = text.slice(start, end);
  const next = end < to ? text.charCodeAt(end) : 0;
  if (isUnfinished(written)) options.complain(`\`${written}\` is not a number`, start, end);
  else if (next === 46) options.complain(`\`${written}.\` is not a number`, start, end + 1);
  else if (isLetter(next) && !(options.comments === "hash" && /^[fF]/.test(text[end] ?? ""))) {
    options.complain("a number and a name need a space between them", end, end + 1);
  }
  return end;
}

function isUnfinished(number: string): boolean {
  if (/^0[xX]/.test(number)) return number.length === 2;
  return /[eE][+-]?$/.test(number) || (/^0\d+$/.test(number) && /[89]/.test(number));
}

/** A string ends with its line at the latest, so that an open one swallows nothing below it. */
function endOfString({ text, to, options }: Range, start: number, quote: number): number {
  let at = start + 1;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === lineFeed) break;
    if (code === 92) {
      if (!/[abfnrtv\\?'"0-7xXuU]/.test(text[at + 1] ?? "")) {
        options.complain("unknown escape sequence in a string", at, at + 2);
      }
      if (text.charCodeAt(at + 1) === lineFeed) at -= 1;
      at += 1;
    }
    at += 1;
  }
  const end = Math.min(at, to);
  options.complain("this string is not closed on its line", start, end);
  return end;
}

function endOfSymbol({ text, options }: Range, start: number, code: number): number {
  if (code < 32 || code === 127) {
    options.complain("a control character is not allowed here", start, start + 1);
  } else if (code > 127) {
    const end = start + String.fromCodePoint(text.codePointAt(start) ?? code).length;
    options.complain("only ASCII is allowed outside comments and strings", start, end);
    return end;
  }
  return start + 1;
}
