import type { Located, SourceFile, Span } from "../yaml/source.ts";
import type { ProtoProblem, ProtoSymbol, SymbolKind } from "./proto-file.ts";
import { scan, type Scanner, type Token } from "./scan.ts";

/** What the functions of the grammar share: where they are, and what they have found. */
export interface Parser {
  readonly source: SourceFile;
  readonly scanner: Scanner;
  /** Names that the file defines, without its package. */
  readonly symbols: ProtoSymbol[];
  /** Reports a syntax error; the first one of the file counts. */
  readonly complain: (message: string, start: number, end: number) => void;
  readonly problem: () => ProtoProblem | undefined;
  /** Whether fields need `optional`, `repeated` or `required`: in proto2, which is what a file without a syntax is. */
  needsLabels: boolean;
}

export function parserOf(source: SourceFile): Parser {
  let problem: ProtoProblem | undefined;
  const complain = (message: string, start: number, end: number): void => {
    if (problem !== undefined && problem.span.start <= start) return;
    problem = { kind: "syntax", message, span: { source, start, end } };
  };
  const scanner = scan(source.text, { comments: "slash", complain });
  return { source, scanner, symbols: [], complain, problem: () => problem, needsLabels: true };
}

/** The text of the current token. */
export function written({ scanner }: Parser): string {
  const { start, end } = scanner.token();
  return scanner.text.slice(start, end);
}

export function atEnd({ scanner }: Parser): boolean {
  return scanner.token().kind === "end";
}

/** Whether the current token is this symbol. */
export function isAt({ scanner }: Parser, symbol: string): boolean {
  const { kind, start } = scanner.token();
  return kind === "symbol" && scanner.text[start] === symbol;
}

/** Whether the current token is this word. */
export function isWord({ scanner }: Parser, word: string): boolean {
  const { kind, start, end } = scanner.token();
  return kind === "word" && end - start === word.length && scanner.text.startsWith(word, start);
}

/** Goes past this symbol where it is next. */
export function skip(parser: Parser, symbol: string): boolean {
  if (!isAt(parser, symbol)) return false;
  parser.scanner.next();
  return true;
}

/** Goes past this word where it is next. */
export function skipWord(parser: Parser, word: string): boolean {
  if (!isWord(parser, word)) return false;
  parser.scanner.next();
  return true;
}

/** Goes past this symbol, or reports that it is missing. */
export function expect(parser: Parser, symbol: string): boolean {
  return skip(parser, symbol) || fail(parser, `\`${symbol}\``);
}

/** Reports the current token, where something else was expected; always `false`. */
export function fail(parser: Parser, wanted: string): false {
  const { kind, start, end } = parser.scanner.token();
  const found = kind === "end" ? "the file ends" : `\`${shortened(written(parser))}\` is written`;
  parser.complain(`${found} where ${wanted} is expected`, start, end);
  return false;
}

function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}

/** The name that is next, or reports that it is missing. */
export function expectName(parser: Parser, what: string): Located<string> | undefined {
  const token = parser.scanner.token();
  if (token.kind !== "word") {
    fail(parser, what);
    return undefined;
  }
  const value = written(parser);
  parser.scanner.next();
  return { value, span: spanOf(parser, token.start, token.end) };
}

/** Goes past a whole number, or reports that it is missing. */
export function expectInteger(parser: Parser, what: string): boolean {
  const isInteger =
    parser.scanner.token().kind === "number" && /^(?:\d+|0[xX][\da-fA-F]+)$/.test(written(parser));
  if (!isInteger) return fail(parser, what);
  parser.scanner.next();
  return true;
}

/** A name of several parts, joined as protoc joins them: blanks and comments between them do not count. */
export function expectDotted(
  parser: Parser,
  what: string,
  leadingDot: boolean,
): Located<string> | undefined {
  const { start } = parser.scanner.token();
  let value = leadingDot && skip(parser, ".") ? "." : "";
  for (;;) {
    const part = expectName(parser, what);
    if (part === undefined) return undefined;
    value += part.value;
    if (!skip(parser, ".")) return { value, span: spanOf(parser, start, part.span.end) };
    value += ".";
  }
}

export function spanOf({ source }: Parser, start: number, end: number): Span {
  return { source, start, end };
}

export function define({ symbols }: Parser, scope: string, name: string, kind: SymbolKind): void {
  symbols.push({ name: `${scope}${name}`, kind });
}

/** The tokens after the current one, and back. */
export function ahead({ scanner }: Parser, count: number): readonly Token[] {
  const back = scanner.token();
  const tokens: Token[] = [];
  for (let seen = 0; seen < count; seen += 1) {
    scanner.next();
    tokens.push(scanner.token());
  }
  scanner.goTo(back);
  return tokens;
}

const opensAfterName: Readonly<Record<string, string>> = {
  service: "{",
  message: "{",
  enum: "{",
  rpc: "(",
};
const opensOnItsLine: ReadonlySet<string> = new Set([
  "import",
  "package",
  "option",
  "extend",
  "syntax",
  "edition",
]);

/** The keyword of the statement that most likely starts here, so that an error further up does not swallow it. */
export function startingStatement(parser: Parser): string | undefined {
  const { kind, start, opensLine } = parser.scanner.token();
  if (kind !== "word") return undefined;
  const word = written(parser);
  const opener = Object.hasOwn(opensAfterName, word) ? opensAfterName[word] : undefined;
  if (opener !== undefined) {
    const [name, open] = ahead(parser, 2);
    const fits = name?.kind === "word" && open?.kind === "symbol";
    return fits && parser.scanner.text[open.start] === opener ? word : undefined;
  }
  if (!opensLine || !opensOnItsLine.has(word)) return undefined;
  const [next] = ahead(parser, 1);
  const follows = next !== undefined && next.kind !== "end" && next.start > start;
  return follows && /["'(\w]/.test(parser.scanner.text[next.start] ?? "") ? word : undefined;
}

/** Goes past the rest of a statement that cannot be read, up to where the next one most likely starts. */
export function recover(parser: Parser): void {
  const { scanner } = parser;
  while (!atEnd(parser) && !isAt(parser, "}")) {
    if (skip(parser, ";") || startingStatement(parser) !== undefined) return;
    if (isAt(parser, "{")) {
      skipBlock(parser);
      return;
    }
    scanner.next();
  }
}

/** Goes past a block with all that is in it; one that is never closed ends where a service or RPC starts. */
export function skipBlock(parser: Parser): void {
  const { scanner } = parser;
  let depth = 0;
  do {
    if (isAt(parser, "{")) depth += 1;
    else if (isAt(parser, "}")) depth -= 1;
    else if (scanner.token().opensLine && isService(startingStatement(parser))) return;
    scanner.next();
  } while (depth > 0 && !atEnd(parser));
}

function isService(keyword: string | undefined): boolean {
  return keyword === "service" || keyword === "rpc";
}

/** One statement after the other, each of which goes on at least by a token. */
export function statements(parser: Parser, parse: () => "read" | "failed" | "closed"): void {
  while (!atEnd(parser)) {
    const { start } = parser.scanner.token();
    const outcome = parse();
    if (outcome === "closed") return;
    if (outcome === "failed") recover(parser);
    if (parser.scanner.token().start === start && !atEnd(parser)) parser.scanner.next();
  }
}
