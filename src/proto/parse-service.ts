import { httpRuleOf } from "./http-rule.ts";
import { parseOptionStatement, type ProtoOption } from "./options.ts";
import { isScalar } from "./parse-types.ts";
import {
  atEnd,
  define,
  expect,
  expectDotted,
  expectName,
  fail,
  isAt,
  isWord,
  recover,
  skip,
  skipWord,
  startingStatement,
  statements,
  written,
  type Parser,
} from "./parser.ts";
import type { Idempotency, ProtoMethod, ProtoService, ProtoType } from "./proto-file.ts";

/** A service before the package of its file is known. */
export type UnplacedService = (packageName: string) => ProtoService;

type UnplacedMethod = (packageName: string) => ProtoMethod;

/** `service Name { … }`, from its keyword on. */
export function parseService(parser: Parser): UnplacedService | undefined {
  parser.scanner.next();
  const name = parseServiceName(parser);
  if (name === undefined) return undefined;
  define(parser, "", name.value, "service");
  const options: ProtoOption[] = [];
  const methods: UnplacedMethod[] = [];
  let closed = false;
  statements(parser, () => {
    if (skip(parser, "}")) {
      closed = true;
      return "closed";
    }
    if (skip(parser, ";")) return "read";
    if (isWord(parser, "option")) {
      const option = parseOptionStatement(parser);
      if (option === undefined) return "failed";
      options.push(option);
      return "read";
    }
    if (isWord(parser, "rpc")) return parseMethod(parser, name.value, methods);
    if (startsOutside(parser)) return "closed";
    fail(parser, "`rpc`");
    return "failed";
  });
  if (!closed) fail(parser, "`}`");
  return (packageName) => ({
    name: { value: prefixed(packageName, name.value), span: name.span },
    deprecated: isDeprecated(options),
    methods: methods.map((place) => place(packageName)),
  });
}

export function prefixed(packageName: string, name: string): string {
  return packageName === "" ? name : `${packageName}.${name}`;
}

/** The name and the brace after it; a name that is none is taken as it is written, so that its RPCs are not lost. */
function parseServiceName(parser: Parser): ReturnType<typeof expectName> {
  const name = expectName(parser, "the name of a service");
  if (name === undefined || skip(parser, "{")) return name;
  fail(parser, "`{`");
  const { scanner } = parser;
  const { line, end } = { line: lineEnd(parser), end: name.span.end };
  let last = end;
  while (!atEnd(parser) && scanner.token().start < line && !isAt(parser, "{")) {
    if (scanner.token().start === last) last = scanner.token().end;
    scanner.next();
  }
  if (!skip(parser, "{")) return undefined;
  const { source, start } = name.span;
  return { value: source.text.slice(start, last), span: { source, start, end: last } };
}

function lineEnd({ scanner }: Parser): number {
  const end = scanner.text.indexOf("\n", scanner.token().start);
  return end < 0 ? scanner.text.length : end;
}

/** Whether something starts here that no service can hold. */
function startsOutside(parser: Parser): boolean {
  const keyword = startingStatement(parser);
  return keyword !== undefined && keyword !== "rpc" && keyword !== "option";
}

function parseMethod(
  parser: Parser,
  service: string,
  methods: UnplacedMethod[],
): "read" | "failed" {
  const { source, scanner } = parser;
  scanner.next();
  const name = expectName(parser, "the name of an RPC");
  if (name === undefined) return "failed";
  define(parser, `${service}.`, name.value, "method");
  const options: ProtoOption[] = [];
  const request = parseBrackets(parser);
  const response = parseReturns(parser) ? parseBrackets(parser) : undefined;
  methods.push((packageName) => {
    const http = httpRuleOf(options, source, packageName);
    return {
      name,
      input: request?.type,
      output: response?.type,
      clientStreaming: request?.streams ?? false,
      serverStreaming: response?.streams ?? false,
      idempotency: idempotencyOf(options),
      deprecated: isDeprecated(options),
      ...(http !== undefined && { http }),
    };
  });
  if (response === undefined) return "failed";
  if (skip(parser, ";")) return "read";
  if (skip(parser, "{")) return parseMethodBody(parser, options);
  fail(parser, "`;`");
  return "failed";
}

function parseReturns(parser: Parser): boolean {
  if (skipWord(parser, "returns")) return true;
  fail(parser, "`returns`");
  // A slip of the pen: what follows is read all the same.
  if (parser.scanner.token().kind !== "word" || startingStatement(parser) !== undefined) {
    return isAt(parser, "(");
  }
  parser.scanner.next();
  return isAt(parser, "(");
}

interface Brackets {
  readonly streams: boolean;
  readonly type: ProtoType | undefined;
}

/** `(stream Type)`; `undefined` where no bracket is. */
function parseBrackets(parser: Parser): Brackets | undefined {
  if (!expect(parser, "(")) return undefined;
  const streams = skipWord(parser, "stream");
  const type = parseType(parser);
  if (expect(parser, ")")) return { streams, type };
  while (parser.scanner.token().kind !== "end" && !/^[)(;{}]$|^returns$/.test(written(parser))) {
    parser.scanner.next();
  }
  skip(parser, ")");
  return { streams, type: undefined };
}

function parseType(parser: Parser): ProtoType | undefined {
  if (parser.scanner.token().kind === "word" && isScalar(written(parser))) {
    fail(parser, "the name of a message");
    parser.scanner.next();
    return undefined;
  }
  const name = expectDotted(parser, "the name of a message", true);
  return name && { name: name.value, span: name.span };
}

function parseMethodBody(parser: Parser, options: ProtoOption[]): "read" | "failed" {
  let closed = false;
  statements(parser, () => {
    if (skip(parser, "}")) {
      closed = true;
      return "closed";
    }
    if (skip(parser, ";")) return "read";
    if (isWord(parser, "option")) {
      const option = parseOptionStatement(parser);
      if (option === undefined) return "failed";
      options.push(option);
      return "read";
    }
    const keyword = startingStatement(parser);
    if (keyword !== undefined) return "closed";
    fail(parser, "`option`");
    recover(parser);
    return "read";
  });
  if (!closed) fail(parser, "`}`");
  return "read";
}

function isDeprecated(options: readonly ProtoOption[]): boolean {
  return valueOf(options, "deprecated") === "true";
}

function idempotencyOf(options: readonly ProtoOption[]): Idempotency {
  const level = valueOf(options, "idempotency_level");
  return level === "NO_SIDE_EFFECTS" || level === "IDEMPOTENT" ? level : "IDEMPOTENCY_UNKNOWN";
}

function valueOf(options: readonly ProtoOption[], wanted: string): string | undefined {
  return options.find(({ name }) => name.length === 1 && name[0] === wanted)?.value.text;
}
