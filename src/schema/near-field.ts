import { fold, similarName } from "../text/similar-name.ts";

/** The field of a level that `name` most likely means: a slip of the pen, or another form of the same word. */
export function nearField(name: string, accepted: readonly string[]): string | undefined {
  const near = similarName(name, accepted);
  if (near !== undefined) return near;
  const stem = stemOf(name);
  const [only, ...others] = accepted.filter((it) => stemOf(it) === stem);
  return others.length === 0 ? only : undefined;
}

/** `retry`, `retries` and `retryPolicy` are one word; so are `match` and `matches`. A `serviceName` is not a `service`. */
function stemOf(name: string): string {
  const word = name.replace(/(?<=\w)(?:Config|Options|Policy|Settings|Spec)$/, "");
  return singular(fold(word));
}

function singular(word: string): string {
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.replace(/s$/, "");
}
