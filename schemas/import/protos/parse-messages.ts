import {
  parserOf,
  isAt,
  isWord,
  skip,
  skipBlock,
  written,
  type Parser,
} from "../../../src/proto/parser.ts";

/** A field as it is written, with the options that decide what a server accepts. */
export interface RawField {
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
  readonly map: boolean;
  readonly required: boolean;
  readonly disallowed: boolean;
  /** The index of its oneof. */
  readonly oneof: number | undefined;
}

export interface RawOneof {
  readonly name: string;
  readonly required: boolean;
}

/** A message, or an enum with its values; by its full name. */
export interface RawType {
  readonly name: string;
  readonly fields: RawField[];
  readonly oneofs: RawOneof[];
  /** Names of fields that older versions had. */
  readonly removed: string[];
  readonly values: string[] | undefined;
}

/** All messages and enums of a `.proto` file, those in messages too. */
export function parseTypes(path: string, text: string): readonly RawType[] {
  const parser = parserOf({ path, text });
  const types: RawType[] = [];
  let scope = "";
  while (parser.scanner.token().kind !== "end") {
    if (isWord(parser, "package")) {
      next(parser);
      scope = `${until(parser, ";")}.`;
    } else if (isWord(parser, "message")) readMessage(parser, scope, types);
    else if (isWord(parser, "enum")) readEnum(parser, scope, types);
    else if (isAt(parser, "{")) skipBlock(parser);
    else next(parser);
  }
  return types;
}

function next({ scanner }: Parser): void {
  scanner.next();
}

function take(parser: Parser): string {
  const text = written(parser);
  next(parser);
  return text;
}

/** The text up to a symbol, without blanks; goes past the symbol. */
function until(parser: Parser, symbol: string): string {
  let text = "";
  while (!isAt(parser, symbol) && parser.scanner.token().kind !== "end") text += take(parser);
  skip(parser, symbol);
  return text;
}

function readEnum(parser: Parser, scope: string, types: RawType[]): void {
  next(parser);
  const values: string[] = [];
  types.push({ name: scope + take(parser), fields: [], oneofs: [], removed: [], values });
  skip(parser, "{");
  while (!skip(parser, "}") && parser.scanner.token().kind !== "end") {
    const word = take(parser);
    if (word !== "option" && word !== "reserved" && word !== ";") values.push(word);
    until(parser, ";");
  }
}

function readMessage(parser: Parser, scope: string, types: RawType[]): void {
  next(parser);
  const name = scope + take(parser);
  const type: RawType = { name, fields: [], oneofs: [], removed: [], values: undefined };
  types.push(type);
  skip(parser, "{");
  while (!skip(parser, "}") && parser.scanner.token().kind !== "end") {
    if (skip(parser, ";")) continue;
    if (isWord(parser, "message")) readMessage(parser, `${name}.`, types);
    else if (isWord(parser, "enum")) readEnum(parser, `${name}.`, types);
    else if (isWord(parser, "oneof")) readOneof(parser, type);
    else if (isWord(parser, "option") || isWord(parser, "extensions")) until(parser, ";");
    else if (isWord(parser, "reserved")) type.removed.push(...namesIn(until(parser, ";")));
    else if (isWord(parser, "extend")) {
      until(parser, "{");
      until(parser, "}");
    } else type.fields.push(readField(parser, undefined));
  }
}

function namesIn(reserved: string): readonly string[] {
  return [...reserved.matchAll(/"(\w+)"/g)].flatMap(([, name]) => name ?? []);
}

function readOneof(parser: Parser, type: RawType): void {
  next(parser);
  const index = type.oneofs.length;
  const name = take(parser);
  skip(parser, "{");
  let required = false;
  while (!skip(parser, "}") && parser.scanner.token().kind !== "end") {
    if (isWord(parser, "option")) {
      if (/\(validate\.required\)=true/.test(until(parser, ";"))) required = true;
    } else type.fields.push(readField(parser, index));
  }
  type.oneofs.push({ name, required });
}

function readField(parser: Parser, oneof: number | undefined): RawField {
  const words: string[] = [];
  while (!isAt(parser, ";") && parser.scanner.token().kind !== "end") words.push(take(parser));
  skip(parser, ";");
  const equals = words.indexOf("=");
  const options = words.slice(equals).join("");
  const isRequired = /\(validate\.rules\)\.message(?:=\{|\.)required[:=]true/.test(options);
  const declared = words.slice(0, equals - 1);
  const label = declared.find((word) => word === "repeated" || word === "optional");
  const map = declared[0] === "map" && declared[1] === "<";
  const type = map ? declared.slice(declared.indexOf(",") + 1, -1) : declared.slice(label ? 1 : 0);
  return {
    name: words[equals - 1] ?? "",
    type: type.join(""),
    repeated: label === "repeated",
    map,
    required: isRequired,
    disallowed: /disallowed_by_default\)=true/.test(options),
    oneof,
  };
}
