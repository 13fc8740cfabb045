import { printable } from "./printable.ts";

/** A path at the start of a line, where colons would make it a command of GitHub's. */
export function shownPath(path: string): string {
  const shown = printable(path);
  return /^\s*:/.test(shown) ? `./${shown}` : shown;
}

/** A path on a line of its own, for programs too: quoted as git does it where it holds what no line can show as it is. */
export function quotedPath(path: string): string {
  const isPlain = printable(path) === path && !/["\\]|##\w*\[|^\s*:|^\s|\s$/.test(path);
  if (isPlain) return path;
  // oxlint-disable-next-line no-control-regex -- these are the characters that need the quotes
  const escaped = path.replaceAll(/["\\\u0000-\u001F\u007F#]|[^ -~]/gu, bytesOf);
  return `"${escaped}"`;
}

function bytesOf(sign: string): string {
  if (sign === '"' || sign === "\\") return `\\${sign}`;
  const bytes = new TextEncoder().encode(sign);
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
