import type { SourceFile } from "../yaml/source.ts";
import { parseOptionStatement, parseString } from "./options.ts";
import { parseService, prefixed, type UnplacedService } from "./parse-service.ts";
import { parseEnum, parseExtend, parseMessage, skipVisibility } from "./parse-types.ts";
import {
  expect,
  expectDotted,
  fail,
  parserOf,
  skip,
  skipWord,
  spanOf,
  statements,
  written,
  type Parser,
} from "./parser.ts";
import type { ProtoFile, ProtoImport } from "./proto-file.ts";

/** What the statements of a file have added up to. */
interface Contents {
  syntax: ProtoFile["syntax"];
  edition: string | undefined;
  package: string | undefined;
  readonly imports: ProtoImport[];
  readonly services: UnplacedService[];
}

/**
 * Reads a `.proto` file: its services with the exact place of each part. Reads on after an error, so that one
 * further up never loses what is below. Names are as they are written; `resolveTypes` makes them full.
 */
export function parseProto(source: SourceFile): ProtoFile {
  const parser = parserOf(source);
  const contents: Contents = {
    syntax: "proto2",
    edition: undefined,
    package: undefined,
    imports: [],
    services: [],
  };
  parseSyntax(parser, contents);
  statements(parser, () => (parseTopLevel(parser, contents) ? "read" : "failed"));
  const packageName = contents.package ?? "";
  const services = contents.services.map((place) => place(packageName));
  const problem = parser.problem();
  return {
    path: source.path,
    syntax: contents.syntax,
    ...(contents.edition !== undefined && { edition: contents.edition }),
    package: packageName,
    imports: contents.imports,
    services,
    symbols: parser.symbols.map(({ name, kind }) => ({ name: prefixed(packageName, name), kind })),
    ...(problem !== undefined && { problem }),
  };
}

/** `syntax = "proto3";` or `edition = "2023";`, which only the first statement can be. */
function parseSyntax(parser: Parser, contents: Contents): boolean {
  const word = written(parser);
  if (word !== "syntax" && word !== "edition") return true;
  parser.scanner.next();
  if (!expect(parser, "=")) return false;
  if (word === "edition") contents.syntax = "editions";
  parser.needsLabels = false;
  const { start, end } = parser.scanner.token();
  const value = parseString(parser, word === "syntax" ? '`"proto3"`' : "an edition in quotes");
  if (value === undefined) return false;
  if (word === "edition") contents.edition = value.value;
  else if (value.value === "proto2" || value.value === "proto3") contents.syntax = value.value;
  else
    parser.complain(`\`${value.value}\` is not a syntax: use \`proto2\` or \`proto3\``, start, end);
  parser.needsLabels = value.value === "proto2";
  return expect(parser, ";");
}

function parseTopLevel(parser: Parser, contents: Contents): boolean {
  if (skip(parser, ";")) return true;
  const scope = { prefix: "", depth: 0 };
  switch (parser.scanner.token().kind === "word" ? written(parser) : "") {
    case "message":
      return parseMessage(parser, scope);
    case "enum":
      return parseEnum(parser, scope.prefix);
    case "extend":
      return parseExtend(parser, scope);
    case "service": {
      const service = parseService(parser);
      if (service !== undefined) contents.services.push(service);
      return service !== undefined;
    }
    case "import":
      return parseImport(parser, contents);
    case "package":
      return parsePackage(parser, contents);
    case "option":
      return parseOptionStatement(parser) !== undefined;
    case "syntax":
    case "edition":
      fail(parser, "a statement (`syntax` is allowed only at the start)");
      return parseSyntax(parser, contents);
    case "export":
    case "local":
      if (skipVisibility(parser)) return parseTopLevel(parser, contents);
      return fail(parser, "`message` or `enum` after it");
    default: {
      fail(parser, "a statement such as `message` or `service`");
      // A brace too many: what follows it is at the top of the file again.
      return skip(parser, "}");
    }
  }
}

function parseImport(parser: Parser, { imports }: Contents): boolean {
  parser.scanner.next();
  const modifier = (["public", "weak", "option"] as const).find((word) => skipWord(parser, word));
  const path = parseString(parser, "the path of a file in quotes");
  if (path === undefined) return false;
  imports.push({ path, ...(modifier !== undefined && { modifier }) });
  return expect(parser, ";");
}

function parsePackage(parser: Parser, contents: Contents): boolean {
  const { start, end } = parser.scanner.token();
  if (contents.package !== undefined) {
    parser.complain("a file has one package only", spanOf(parser, start, end).start, end);
  }
  parser.scanner.next();
  const name = expectDotted(parser, "the name of a package", false);
  if (name === undefined) return false;
  contents.package ??= name.value;
  return expect(parser, ";");
}
