import type { ScalarValue } from "./node.ts";
import { resolvePlain } from "./scalar.ts";

/** A scalar's value, or why kubectl refuses it. */
export type Resolved = { readonly value: ScalarValue } | { readonly refusal: string };

const coreTag = "tag:yaml.org,2002:";

/**
 * The value of a scalar by its tag, its style and its text. Tags of one's own say nothing: such a scalar is
 * a string. Source: `resolve` in go-yaml v2.
 */
export function resolveScalar(text: string, isPlain: boolean, tag: string | undefined): Resolved {
  if (tag !== undefined && tag !== "!") return resolveTagged(text, tag);
  const value = isPlain ? resolvePlain(text) : text;
  return isFiniteValue(value)
    ? { value }
    : { refusal: `\`${text}\` is a number that JSON cannot represent` };
}

function resolveTagged(text: string, tag: string): Resolved {
  const name = tag.startsWith(coreTag) ? tag.slice(coreTag.length) : undefined;
  if (name === "binary") return decodeBinary(text);
  if (name === undefined || !checks.has(name)) return { value: text };
  const value = resolvePlain(text);
  if (isFiniteValue(value) && checks.get(name)?.(value, text)) return { value };
  return { refusal: `\`${text}\` does not match its tag \`!!${name}\`` };
}

const checks: ReadonlyMap<string, (value: ScalarValue, text: string) => boolean> = new Map([
  ["null", (value: ScalarValue) => value === null],
  ["bool", (value: ScalarValue) => typeof value === "boolean"],
  ["float", (value: ScalarValue) => typeof value === "number"],
  [
    "int",
    (value: ScalarValue, text: string) =>
      typeof value === "number" && (/^[-+]?0x/i.test(text) || !/[.eE]/.test(text)),
  ],
]);

function decodeBinary(text: string): Resolved {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return { value: new TextDecoder().decode(bytes) };
  } catch {
    return { refusal: "the value is not base64, as its tag `!!binary` requires" };
  }
}

function isFiniteValue(value: ScalarValue): boolean {
  return typeof value !== "number" || Number.isFinite(value);
}
