import type { ScalarValue } from "./node.ts";

/**
 * Reads plain scalars as kubectl does: YAML 1.1 words and bases without its dates and base-60 numbers.
 * Source: `resolve.go` of go-yaml v2, which sigs.k8s.io/yaml uses.
 */

const words: ReadonlyMap<string, boolean | null | number> = new Map<
  string,
  boolean | null | number
>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word) => [word, true] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word) => [word, false] as const,
  ),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Infinity] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, -Infinity] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, NaN] as const),
]);

const longestWord = 5;
/** Whether a word begins with a character: most texts do not, and are not looked up. */
const mayStartWord = new Uint8Array(128);
for (const word of words.keys()) mayStartWord[word.charCodeAt(0)] = 1;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const dottedFloat = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;
const decimal = /^[-+]?(?:0|[1-9][0-9]*)$/;
const otherBase = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;
const mostUnsigned = 2n ** 64n - 1n;
const mostNegative = 2n ** 63n;

const plus = 0x2b;
const minus = 0x2d;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;

/**
 * The value of a plain scalar. Integers beyond 2^53 lose their last digits, as they do in every JavaScript
 * number. `.inf` and `.nan` give numbers that are not finite: JSON, and so kubectl, has no word for them.
 */
export function resolvePlain(text: string): ScalarValue {
  const first = text.charCodeAt(0);
  if (text.length <= longestWord && (text === "" || mayStartWord[first] === 1)) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  if (first > nine || first < plus) return text;
  if (first >= zero || first === plus || first === minus) return resolveNumber(text);
  return first === dot && dottedFloat.test(text) ? finiteOr(text, text) : text;
}

/** Whether plain text is recognizably a string without resolving it: most texts are. */
export function isSurelyText(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  if (end - start <= longestWord && (end === start || mayStartWord[first] === 1)) return false;
  return first > nine || first < plus;
}

function resolveNumber(text: string): ScalarValue {
  if (decimal.test(text)) return withoutNegativeZero(Number(text));
  const digits = text.includes("_") ? text.replaceAll("_", "") : text;
  const integer = integerIn(digits);
  if (integer !== undefined) return integer;
  return float.test(digits) ? finiteOr(digits, text) : text;
}

/** An integer of any base that Go's 64 bits hold. */
function integerIn(digits: string): number | undefined {
  const parts = otherBase.exec(digits);
  if (parts === null) return undefined;
  const [, sign, hex, binary, octal] = parts;
  const written =
    hex === undefined ? (binary === undefined ? `0o${octal}` : `0b${binary}`) : `0x${hex}`;
  const size = BigInt(written);
  if (sign === "-") return size > mostNegative ? undefined : withoutNegativeZero(-Number(size));
  return size > mostUnsigned ? undefined : Number(size);
}

function finiteOr(digits: string, text: string): ScalarValue {
  const value = Number(digits);
  return Number.isFinite(value) ? withoutNegativeZero(value) : text;
}

function withoutNegativeZero(value: number): number {
  return value === 0 ? 0 : value;
}

/**
 * The text that a map key of this value becomes in JSON (`on:` is `"true"`); `undefined` for null, which
 * kubectl refuses. Floats get 32 bits and Go's `%g`, as sigs.k8s.io/yaml gives them.
 */
export function keyText(value: ScalarValue, written: string): string | undefined {
  if (typeof value === "string") return value;
  if (value === null) return undefined;
  if (typeof value === "boolean") return String(value);
  const isInteger = !/[.eE]/.test(written) || /^[-+]?0[xX]/.test(written);
  return isInteger && Number.isFinite(value) ? String(value) : floatKey(value);
}

function floatKey(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const single = Math.fround(value);
  let precision = 1;
  while (precision < 9 && Math.fround(Number(value.toPrecision(precision))) !== single)
    precision += 1;
  const short = Number(value.toPrecision(precision));
  const [digits = "", power = "0"] = short.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 21) return String(short);
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
