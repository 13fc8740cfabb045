import { RE2JS } from "re2js";
import type { WholeMatch } from "./rpc.ts";

/** RE2 against whole texts, as Envoy's `safe_regex` does; each pattern is compiled once. */
export function wholeMatcher(): WholeMatch {
  const compiled = new Map<string, { readonly regex: RE2JS | undefined }>();
  return (pattern, text) => {
    let known = compiled.get(pattern);
    if (known === undefined) {
      known = { regex: compile(pattern) };
      compiled.set(pattern, known);
    }
    return known.regex?.matches(text);
  };
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
