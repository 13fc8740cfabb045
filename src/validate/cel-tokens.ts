import type { TextFault } from "./text-fault.ts";

export interface CelToken {
  readonly kind: "value" | "name" | "sign";
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const kinds: readonly (readonly [CelToken["kind"] | "space", RegExp])[] = [
  ["space", /(?:[\t\n\f\r ]+|\/\/[^\n]*)/y],
  ["value", /0x[0-9a-fA-F]+[uU]?|(?:\d+\.\d+|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+[uU]?/y],
  ["value", /[bB]?[rR][bB]?(?:"""[^]*?"""|'''[^]*?'''|"[^"\n\r]*"|'[^'\n\r]*')/y],
  ["value", /[bB]?(?:"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?''')/y],
  ["value", /[bB]?(?:"(?:[^"\\\n\r]|\\[^\n\r])*"|'(?:[^'\\\n\r]|\\[^\n\r])*')/y],
  ["name", /[_a-zA-Z]\w*/y],
  ["sign", /==|!=|<=|>=|&&|\|\||[<>+\-*/%!?:.,()[\]{}]/y],
];

/** The characters allowed after a backslash in a string that is not raw. */
const escape =
  /\\(?:[abfnrtv"'`\\?]|x[0-9a-fA-F]{2}|X[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})/y;

/** The tokens of an expression of CEL, or the first text that is none. Source: cel-spec `doc/langdef.md`, Syntax. */
export function celTokens(text: string): readonly CelToken[] | TextFault {
  const tokens: CelToken[] = [];
  for (let at = 0; at < text.length;) {
    const token = tokenAt(text, at);
    if (token === undefined) return { from: at, to: at + 1, label: "not allowed in CEL" };
    if (token.kind !== "space") {
      const bad = token.kind === "value" ? badEscape(token.text) : undefined;
      if (bad !== undefined) {
        return { from: at + bad, to: at + bad + 2, label: "unknown CEL escape" };
      }
      tokens.push({ ...classified(token.kind, token.text), from: at, to: at + token.text.length });
    }
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(
  text: string,
  at: number,
): { readonly kind: CelToken["kind"] | "space"; readonly text: string } | undefined {
  for (const [kind, pattern] of kinds) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found };
  }
  return undefined;
}

function classified(kind: CelToken["kind"], text: string): Pick<CelToken, "kind" | "text"> {
  if (kind !== "name") return { kind, text };
  if (/^(?:true|false|null)$/.test(text)) return { kind: "value", text };
  return text === "in" ? { kind: "sign", text } : { kind, text };
}

/** The location of an invalid escape; raw strings have none. */
function badEscape(text: string): number | undefined {
  if (!/["']/.test(text) || /^[bB]?[rR]/.test(text)) return undefined;
  for (let at = text.indexOf("\\"); at >= 0; at = text.indexOf("\\", at)) {
    escape.lastIndex = at;
    const found = escape.exec(text)?.[0];
    if (found === undefined) return at;
    at += found.length;
  }
  return undefined;
}
