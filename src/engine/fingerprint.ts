/**
 * 16 hexadecimal digits over some texts: two FNV-1a hashes of 32 bits with different seeds. Stable over
 * releases; not cryptographic.
 */
export function fingerprint(...parts: readonly string[]): string {
  const text = parts.join("\u0000");
  return hash(text, 0x811c9dc5) + hash(text, 0x01000193);
}

function hash(text: string, seed: number): string {
  let value = seed;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}
