/** Texts that were seen, so that equal ones are one string: manifests repeat a few hundred keys a thousand times. */
const seen = new Map<string, string>();

/** Inputs with more keys than this are not worth remembering. */
const most = 4096;

/**
 * A string equal to `text`, the same one each time. V8 compares such strings by their address, and they keep no source
 * alive.
 */
export function knownText(text: string): string {
  const known = seen.get(text);
  if (known !== undefined) return known;
  // Names of properties are kept in V8's table of strings.
  const [name = text] = Object.keys({ [text]: true });
  if (seen.size < most) seen.set(name, name);
  return name;
}

/** Plain keys that were read, each where the next one like it is looked for. */
const keys: string[] = Array.from({ length: 1024 }, () => "");

/** The key that was read before and is written from `start` to `end` again: nothing is cut out, hashed or resolved. */
export function knownKey(text: string, start: number, end: number): string | undefined {
  const key = keys[slotOf(text, start, end)];
  return key?.length === end - start && text.startsWith(key, start) ? key : undefined;
}

/** Remembers a key for `knownKey`, as it is written at `start` of a text. */
export function rememberKey(key: string, text: string, start: number): void {
  keys[slotOf(text, start, start + key.length)] = key;
}

function slotOf(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start);
  const middle = text.charCodeAt((start + end) >> 1);
  const last = text.charCodeAt(end - 1);
  return (first * 31 + middle * 17 + last * 7 + end - start) & 1023;
}
