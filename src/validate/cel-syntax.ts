import { celTokens, type CelToken } from "./cel-tokens.ts";
import type { TextFault } from "./text-fault.ts";

/**
 * Whether a text is an expression of CEL, by the grammar of its specification. Types and names are not checked,
 * as Istio's webhook does not check them. Source: cel-spec `doc/langdef.md`, Syntax.
 */
export function celFault(text: string): TextFault | undefined {
  const read = celTokens(text);
  if ("label" in read) return read;
  const reader: Reader = { tokens: read, at: 0, depth: 0 };
  const fault = expression(reader);
  if (fault) return placed(fault, text);
  const rest = reader.tokens[reader.at];
  return rest && { from: rest.from, to: rest.to, label: "not expected here" };
}

interface Reader {
  readonly tokens: readonly CelToken[];
  at: number;
  depth: number;
}

/** The token that does not fit; `at` its index. */
interface Misfit {
  readonly token: CelToken | undefined;
  readonly label: string;
}

type Step = Misfit | undefined;

function placed({ token, label }: Misfit, text: string): TextFault {
  return token
    ? { from: token.from, to: token.to, label }
    : { from: 0, to: text.length, label: "incomplete expression" };
}

function misfit(reader: Reader): Misfit {
  return { token: reader.tokens[reader.at], label: "not expected here" };
}

function next(reader: Reader): string {
  const token = reader.tokens[reader.at];
  return token?.kind === "sign" ? token.text : "";
}

function take(reader: Reader, sign: string): boolean {
  if (next(reader) !== sign) return false;
  reader.at += 1;
  return true;
}

function expect(reader: Reader, sign: string): Step {
  return take(reader, sign) ? undefined : misfit(reader);
}

/** `a ? b : c`, the loosest binding. */
function expression(reader: Reader): Step {
  reader.depth += 1;
  if (reader.depth > 250) return { token: reader.tokens[reader.at], label: "nested too deeply" };
  const fault =
    binary(reader, 0) ??
    (take(reader, "?")
      ? (binary(reader, 0) ?? expect(reader, ":") ?? expression(reader))
      : undefined);
  reader.depth -= 1;
  return fault;
}

/** Operators from loose to tight. */
const levels: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["<", "<=", ">=", ">", "==", "!=", "in"],
  ["+", "-"],
  ["*", "/", "%"],
];

function binary(reader: Reader, level: number): Step {
  const operators = levels[level];
  if (operators === undefined) return unary(reader);
  let fault = binary(reader, level + 1);
  while (fault === undefined && operators.includes(next(reader))) {
    reader.at += 1;
    fault = binary(reader, level + 1);
  }
  return fault;
}

function unary(reader: Reader): Step {
  const sign = next(reader);
  if (sign === "!" || sign === "-") while (take(reader, sign));
  return primary(reader) ?? members(reader);
}

function members(reader: Reader): Step {
  for (;;) {
    const selects = take(reader, ".");
    if (!selects && !take(reader, "[")) return undefined;
    const fault = selects ? selection(reader) : index(reader);
    if (fault) return fault;
  }
}

function index(reader: Reader): Step {
  return expression(reader) ?? expect(reader, "]");
}

/** A field, or a function called on the preceding expression. */
function selection(reader: Reader): Step {
  const fault = name(reader);
  return fault ?? (take(reader, "(") ? closing(reader, ")", expression) : undefined);
}

function primary(reader: Reader): Step {
  const token = reader.tokens[reader.at];
  if (token?.kind === "value") {
    reader.at += 1;
    return undefined;
  }
  if (take(reader, "(")) return expression(reader) ?? expect(reader, ")");
  if (take(reader, "[")) return closing(reader, "]", expression, true);
  if (take(reader, "{")) return closing(reader, "}", pair, true);
  take(reader, ".");
  const first = reader.tokens[reader.at];
  return name(reader) ?? message(reader) ?? call(reader, first);
}

/** The rest of a message, `.b{c: 1}` after `a`; nothing is read where there is none. */
function message(reader: Reader): Step {
  const start = reader.at;
  while (next(reader) === "." && reader.tokens[reader.at + 1]?.kind === "name") reader.at += 2;
  if (take(reader, "{")) return closing(reader, "}", field, true);
  reader.at = start;
  return undefined;
}

/** Arguments, where some follow. Words of other languages are kept free of variables and functions. */
function call(reader: Reader, first: CelToken | undefined): Step {
  const ended = reader.tokens[reader.at - 1];
  if (ended === first && reserved.has(first?.text ?? "")) {
    return { token: first, label: "a reserved word" };
  }
  return ended === first && take(reader, "(") ? closing(reader, ")", expression) : undefined;
}

function pair(reader: Reader): Step {
  return expression(reader) ?? expect(reader, ":") ?? expression(reader);
}

function field(reader: Reader): Step {
  return name(reader) ?? expect(reader, ":") ?? expression(reader);
}

/** Items up to a closing sign; lists, maps and messages may end in a comma. */
function closing(
  reader: Reader,
  sign: string,
  item: (reader: Reader) => Step,
  trailing = false,
): Step {
  if (take(reader, sign)) return undefined;
  if (trailing && next(reader) === "," && reader.tokens[reader.at + 1]?.text === sign) {
    reader.at += 2;
    return undefined;
  }
  for (;;) {
    const fault = item(reader);
    if (fault) return fault;
    if (take(reader, sign)) return undefined;
    const comma = expect(reader, ",");
    if (comma) return comma;
    if (trailing && take(reader, sign)) return undefined;
  }
}

const reserved: ReadonlySet<string> = new Set(
  (
    "as break const continue else for function if import let loop package namespace return var " +
    "void while"
  ).split(" "),
);

function name(reader: Reader): Step {
  if (reader.tokens[reader.at]?.kind !== "name") return misfit(reader);
  reader.at += 1;
  return undefined;
}
