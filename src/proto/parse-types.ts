import { parseOptionList, parseOptionStatement, parseString } from "./options.ts";
import {
  ahead,
  define,
  expect,
  expectDotted,
  expectInteger,
  expectName,
  fail,
  isAt,
  isWord,
  skip,
  skipBlock,
  skipWord,
  startingStatement,
  statements,
  written,
  type Parser,
} from "./parser.ts";

/** protoc's own limit of messages in messages. */
const deepest = 31;

const labels = ["optional", "repeated", "required"] as const;

const scalars: ReadonlySet<string> = new Set([
  "double",
  "float",
  "uint64",
  "fixed64",
  "fixed32",
  "bool",
  "string",
  "bytes",
  "uint32",
  "sfixed32",
  "sfixed64",
  "int32",
  "int64",
  "sint32",
  "sint64",
]);

/** A word that names a type of its own, which no definition can have. */
export function isScalar(word: string): boolean {
  return scalars.has(word) || word === "group";
}

interface Scope {
  /** The names around it, with a dot after each. */
  readonly prefix: string;
  readonly depth: number;
}

/** `message Name { … }`, from its keyword on. */
export function parseMessage(parser: Parser, { prefix, depth }: Scope): boolean {
  const { start, end } = parser.scanner.token();
  parser.scanner.next();
  const name = expectName(parser, "the name of a message");
  if (name === undefined) return false;
  define(parser, prefix, name.value, "message");
  if (depth >= deepest) {
    parser.complain("messages are nested too deeply", start, end);
    if (isAt(parser, "{")) skipBlock(parser);
    return true;
  }
  return parseMessageBody(parser, { prefix: `${prefix}${name.value}.`, depth: depth + 1 });
}

function parseMessageBody(parser: Parser, scope: Scope): boolean {
  return parseBody(parser, () => parseMessageStatement(parser, scope), true);
}

/** A block of statements; an unclosed one ends before the first statement it cannot contain. */
function parseBody(parser: Parser, parse: () => boolean, holdsTypes = false): boolean {
  if (!expect(parser, "{")) return false;
  let closed = false;
  statements(parser, () => {
    if (skip(parser, "}")) {
      closed = true;
      return "closed";
    }
    if (skip(parser, ";")) return "read";
    if (startsTopLevel(parser, holdsTypes)) return "closed";
    return parse() ? "read" : "failed";
  });
  if (!closed) fail(parser, "`}`");
  return true;
}

/** Whether a service, an import or a package starts here, or a type where none can be. */
function startsTopLevel(parser: Parser, holdsTypes: boolean): boolean {
  if (isWord(parser, "service")) return startingStatement(parser) === "service";
  if (isWord(parser, "message") || isWord(parser, "enum")) {
    return !holdsTypes && startingStatement(parser) !== undefined;
  }
  if (!isWord(parser, "import") && !isWord(parser, "package")) return false;
  const [first, second] = ahead(parser, 2);
  if (first?.kind === "string") return true;
  return isWord(parser, "package") && second !== undefined && /[.;]/.test(charAt(parser, second));
}

function charAt({ scanner }: Parser, { start }: { readonly start: number }): string {
  return scanner.text[start] ?? "";
}

function parseMessageStatement(parser: Parser, scope: Scope): boolean {
  switch (parser.scanner.token().kind === "word" ? written(parser) : "") {
    case "message":
      return parseMessage(parser, scope);
    case "enum":
      return parseEnum(parser, scope.prefix);
    case "extend":
      return parseExtend(parser, scope);
    case "extensions":
      return parseExtensions(parser);
    case "reserved":
      return parseReserved(parser);
    case "option":
      return parseOptionStatement(parser) !== undefined;
    case "oneof":
      return parseOneof(parser, scope);
    case "export":
    case "local":
      if (skipVisibility(parser)) return parseMessageStatement(parser, scope);
      return parseField(parser, scope) !== undefined;
    default:
      return parseField(parser, scope) !== undefined;
  }
}

/** `export` and `local` before a definition, where they are not a type. */
export function skipVisibility(parser: Parser): boolean {
  const [next, name] = ahead(parser, 2);
  const text = next && parser.scanner.text.slice(next.start, next.end);
  if ((text !== "message" && text !== "enum") || name?.kind !== "word") return false;
  parser.scanner.next();
  return true;
}

/** A field, a map or a group, and its name. */
function parseField(parser: Parser, scope: Scope, inOneof = false): string | undefined {
  parseLabel(parser, inOneof);
  const isGroup = isWord(parser, "group");
  if (!parseFieldType(parser)) return undefined;
  const name = expectName(parser, "the name of a field");
  if (name === undefined || !expect(parser, "=")) return undefined;
  if (!expectInteger(parser, "the number of a field")) return undefined;
  if (isAt(parser, "[") && !parseOptionList(parser)) return undefined;
  if (!isGroup) return expect(parser, ";") ? name.value : undefined;
  define(parser, scope.prefix, name.value, "message");
  if (scope.depth >= deepest) {
    parser.complain("messages are nested too deeply", name.span.start, name.span.end);
    if (isAt(parser, "{")) skipBlock(parser);
    return name.value;
  }
  const inner = { prefix: `${scope.prefix}${name.value}.`, depth: scope.depth + 1 };
  return parseMessageBody(parser, inner) ? name.value : undefined;
}

function parseLabel(parser: Parser, inOneof: boolean): void {
  const isLabel = labels.some((label) => isWord(parser, label));
  if (isLabel && inOneof) fail(parser, "a field without a label");
  if (!isLabel && !inOneof && parser.needsLabels && !startsMap(parser)) {
    fail(parser, "`optional`, `repeated` or `required`");
  }
  if (isLabel) parser.scanner.next();
}

function startsMap(parser: Parser): boolean {
  if (!isWord(parser, "map")) return false;
  const [next] = ahead(parser, 1);
  return next !== undefined && charAt(parser, next) === "<";
}

function parseFieldType(parser: Parser): boolean {
  if (!startsMap(parser)) return parsePlainType(parser);
  parser.scanner.next();
  parser.scanner.next();
  return (
    parsePlainType(parser) && expect(parser, ",") && parsePlainType(parser) && expect(parser, ">")
  );
}

function parsePlainType(parser: Parser): boolean {
  if (parser.scanner.token().kind === "word" && isScalar(written(parser))) {
    parser.scanner.next();
    return true;
  }
  return expectDotted(parser, "the type of a field", true) !== undefined;
}

function parseOneof(parser: Parser, scope: Scope): boolean {
  parser.scanner.next();
  if (expectName(parser, "the name of a oneof") === undefined) return false;
  return parseBody(parser, () =>
    isWord(parser, "option")
      ? parseOptionStatement(parser) !== undefined
      : parseField(parser, scope, true) !== undefined,
  );
}

/** `extend Type { … }`, from its keyword on. */
export function parseExtend(parser: Parser, scope: Scope): boolean {
  parser.scanner.next();
  if (expectDotted(parser, "the type to extend", true) === undefined) return false;
  return parseBody(parser, () => {
    const name = parseField(parser, scope);
    if (name === undefined) return false;
    define(parser, scope.prefix, name, "extension");
    return true;
  });
}

/** `enum Name { … }`, from its keyword on; the values of an enum are names of the scope around it. */
export function parseEnum(parser: Parser, prefix: string): boolean {
  parser.scanner.next();
  const name = expectName(parser, "the name of an enum");
  if (name === undefined) return false;
  define(parser, prefix, name.value, "enum");
  return parseBody(parser, () => {
    if (isWord(parser, "option")) return parseOptionStatement(parser) !== undefined;
    if (isWord(parser, "reserved")) return parseReserved(parser);
    return parseEnumValue(parser, prefix);
  });
}

function parseEnumValue(parser: Parser, prefix: string): boolean {
  const name = expectName(parser, "the name of an enum value");
  if (name === undefined || !expect(parser, "=")) return false;
  skip(parser, "-");
  if (!expectInteger(parser, "the number of an enum value")) return false;
  if (prefix === "") define(parser, prefix, name.value, "value");
  if (isAt(parser, "[") && !parseOptionList(parser)) return false;
  return expect(parser, ";");
}

function parseExtensions(parser: Parser): boolean {
  parser.scanner.next();
  if (!parseRanges(parser)) return false;
  if (isAt(parser, "[") && !parseOptionList(parser)) return false;
  return expect(parser, ";");
}

function parseReserved(parser: Parser): boolean {
  parser.scanner.next();
  const { kind } = parser.scanner.token();
  if (kind !== "string" && kind !== "word") return parseRanges(parser) && expect(parser, ";");
  do {
    const name =
      kind === "string"
        ? parseString(parser, "a name in quotes")
        : expectName(parser, "the name of a field");
    if (name === undefined) return false;
  } while (skip(parser, ","));
  return expect(parser, ";");
}

function parseRanges(parser: Parser): boolean {
  do {
    skip(parser, "-");
    if (!expectInteger(parser, "a number")) return false;
    if (skipWord(parser, "to") && !skipWord(parser, "max")) {
      skip(parser, "-");
      if (!expectInteger(parser, "a number or `max`")) return false;
    }
  } while (skip(parser, ","));
  return true;
}
