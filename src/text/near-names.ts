import {
  countDifferences,
  editDistance,
  fold,
  mostEdits,
  resembling,
  withoutNumbers,
} from "./similar-name.ts";

/** Names that are alike but for their numbers, by the letters they are made of. */
type Forms = ReadonlyMap<number, readonly string[]>;

/**
 * Finds those of many names that `similarName` may give for a name, without a look at each. Names that differ only in
 * numbers are none of them, so that all names of one form are looked at together.
 */
export function nearNames(all: Iterable<string>): (name: string) => readonly string[] {
  const names = new Set(all);
  const byFold = group(names, fold);
  const byForm = group(names, withoutNumbers);
  const byLength = new Map(
    Array.from(
      group(byForm.keys(), (form) => form.length),
      ([length, forms]): [number, Forms] => [length, group(forms, letterBits)],
    ),
  );
  return (name) => {
    const isNear = resembling(name);
    const respelt = byFold.get(fold(name)) ?? [];
    const near = nearForms(withoutNumbers(name), byLength).flatMap(
      (form) => byForm.get(form) ?? [],
    );
    return [...new Set([...respelt, ...near])].filter(isNear);
  };
}

/** An edit of a number may join two, or part one. */
const mostLetters = 2 * mostEdits;

function nearForms(own: string, byLength: ReadonlyMap<number, Forms>): readonly string[] {
  const letters = letterBits(own);
  const found: (readonly string[])[] = [];
  for (let length = own.length - mostLetters; length <= own.length + mostLetters; length += 1) {
    for (const [others, forms] of byLength.get(length) ?? []) {
      if (countDifferences(letters, others) <= mostLetters) found.push(forms);
    }
  }
  const text = own.replaceAll("0", "");
  return found.flat().filter(
    // An edit of a name is at most one of what it is without its numbers.
    (form) => form !== own && editDistance(text, form.replaceAll("0", ""), mostEdits) <= mostEdits,
  );
}

/** The letters of a name as a bit set, ignoring case and all other characters. */
function letterBits(name: string): number {
  let letters = 0;
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (code > 64) letters |= 1 << (code & 31);
  }
  return letters;
}

function group<Key>(names: Iterable<string>, keyOf: (name: string) => Key): Map<Key, string[]> {
  const groups = new Map<Key, string[]>();
  for (const name of names) {
    const key = keyOf(name);
    const known = groups.get(key);
    if (known) known.push(name);
    else groups.set(key, [name]);
  }
  return groups;
}
