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
