/** How many names a sentence may hold before the rest is only counted. */
const mostNames = 10;

/** "`a`, `b` and `c`"; from `limit` names on "`a`, `b` and 5 more". Empty for no names. */
export function list(names: readonly string[], limit = mostNames): string {
  return joined(names, { limit, word: "and", rest: (count) => `${count} more` });
}

/** "`a`, `b` or `c`"; from `limit` names on "`a`, `b` or one of 5 more". Empty for no names. */
export function oneOf(names: readonly string[], limit = mostNames): string {
  return joined(names, { limit, word: "or", rest: (count) => `one of ${count} more` });
}

/** "1 policy", "2 policies". */
export function plural(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : pluralOf(noun)}`;
}

interface Joint {
  readonly limit: number;
  readonly word: string;
  readonly rest: (count: number) => string;
}

function joined(names: readonly string[], { limit, word, rest }: Joint): string {
  // Naming the last one takes no more room than counting it.
  const most = names.length === limit + 1 ? names.length : limit;
  const shown = names.slice(0, most).map((name) => `\`${name}\``);
  if (names.length > most) shown.push(rest(names.length - most));
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} ${word} ${last}`;
}

function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}
