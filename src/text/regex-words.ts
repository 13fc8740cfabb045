/** More words than this are not written by hand. */
const mostWords = 64;

/**
 * All texts that a regular expression matches, where it lists them: words, groups and `|`, but no two lists in a row,
 * whose combinations nobody wrote. `undefined` for any other. A dot counts as itself: in a name it is rarely meant for any
 * character.
 */
export function regexWords(pattern: string): readonly string[] | undefined {
  const reader: Reader = { pattern: pattern.replace(/^\^/, "").replace(/(?<!\\)\$$/, ""), at: 0 };
  const words = alternatives(reader);
  return reader.at === reader.pattern.length ? words : undefined;
}

interface Reader {
  readonly pattern: string;
  at: number;
}

function alternatives(reader: Reader): readonly string[] | undefined {
  const found: string[] = [];
  for (;;) {
    const words = sequence(reader);
    if (words === undefined) return undefined;
    for (const word of words) found.push(word);
    if (found.length > mostWords) return undefined;
    if (reader.pattern[reader.at] !== "|") return found;
    reader.at += 1;
  }
}

function sequence(reader: Reader): readonly string[] | undefined {
  let words: readonly string[] = [""];
  for (;;) {
    const here = reader.pattern[reader.at];
    if (here === undefined || here === "|" || here === ")") return words;
    const part = atom(reader);
    if (part === undefined) return undefined;
    if (words.length > 1 && part.length > 1) return undefined;
    words = words.flatMap((word) => part.map((next) => word + next));
  }
}

function atom(reader: Reader): readonly string[] | undefined {
  const { pattern } = reader;
  const [opening] = /^\((?:\?:)?/.exec(pattern.slice(reader.at, reader.at + 3)) ?? [];
  if (opening === undefined) return letter(reader);
  reader.at += opening.length;
  const words = alternatives(reader);
  if (pattern[reader.at] !== ")") return undefined;
  reader.at += 1;
  return words;
}

function letter(reader: Reader): readonly string[] | undefined {
  const [text, escaped = text] =
    /^(?:[\w./:-]|\\([^\w\s]))/.exec(reader.pattern.slice(reader.at, reader.at + 2)) ?? [];
  if (text === undefined || escaped === undefined) return undefined;
  reader.at += text.length;
  return [escaped];
}
