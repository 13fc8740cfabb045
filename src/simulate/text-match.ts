import { RE2JS } from "re2js";
import type { Field } from "../yaml/field.ts";
import { onceFor } from "../collections/lazy.ts";

/** Compiled once per pattern; `undefined` if it is not valid RE2. RE2 is linear in the text for any pattern. */
const compiled = onceFor((pattern: string): RE2JS | undefined => {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
});

/** Whether RE2 matches the whole text, as Envoy's `safe_regex` does. */
export function regexMatches(pattern: string, text: string): boolean {
  return compiled(pattern)?.matches(text) ?? false;
}

/** A `StringMatch` of Istio against a text; `undefined` where it holds none of `exact`, `prefix`, `regex`. */
export function stringMatches(
  match: Field,
  text: string,
  ignoreCase: boolean,
): boolean | undefined {
  const folded = (it: string): string => (ignoreCase ? it.toLowerCase() : it);
  const exact = match.get("exact")?.text;
  if (exact !== undefined) return folded(text) === folded(exact);
  const prefix = match.get("prefix")?.text;
  if (prefix !== undefined) return folded(text).startsWith(folded(prefix));
  const regex = match.get("regex")?.text;
  return regex === undefined ? undefined : regexMatches(regex, text);
}
