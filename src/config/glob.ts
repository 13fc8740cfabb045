import { withoutTrailing } from "../text/trim.ts";

/** Whether a path, written with `/` and relative to the folder that the globs are relative to, is meant. */
export type PathTest = (path: string) => boolean;

/**
 * Globs as `.gitignore` has them: `*`, `?` and `[a-z]` stay within a name, `**` spans folders, `{a,b}` is either.
 * One without `/` names files and folders at any depth, others are relative to the folder of the configuration;
 * whoever names a folder means all that is in it.
 */
export function globTest(globs: readonly string[]): PathTest {
  if (globs.length === 0) return () => false;
  const pattern = new RegExp(`^(?:${globs.map(globPattern).join("|")})$`, "su");
  return (path) => pattern.test(path);
}

/** What is wrong with a glob, as the end of "… cannot be read: "; `undefined` for a good one. */
export function globFault(glob: string): string | undefined {
  if (glob === "") return "it is empty";
  if (glob.includes("\\")) return "folders are parted by `/`";
  if (/^\/|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)/.test(glob)) {
    return "globs are relative to a folder, and stay inside of it";
  }
  if (glob.startsWith("!")) return "there are no exceptions from globs";
  try {
    globTest([glob]);
    return undefined;
  } catch {
    return "its brackets do not match";
  }
}

function globPattern(glob: string): string {
  const whole = withoutTrailing(glob.replace(/^(?:\.\/)+/, ""), "/");
  if (whole === "" || whole === ".") return ".*";
  const anywhere = whole.includes("/") ? "" : "(?:.*/)?";
  return `${anywhere}${translate(whole)}(?:/.*)?`;
}

/** Pieces of a glob, longest first: `**` between slashes, `**`, the other signs, and any other character. */
const pieces = /(?<=^|\/)\*\*\/|\*+|\?|\[[!^]?\]?[^\]]*\]|\{|\}|,|[\s\S]/gu;

function translate(glob: string): string {
  let depth = 0;
  return [...glob.matchAll(pieces)]
    .map(([piece]) => {
      if (piece === "{") depth += 1;
      const isAlternative = depth > 0;
      if (piece === "}") depth -= 1;
      return translatePiece(piece, isAlternative);
    })
    .join("");
}

function translatePiece(piece: string, isAlternative: boolean): string {
  if (piece === "**/") return "(?:.*/)?";
  if (piece === "*") return "[^/]*";
  if (piece.startsWith("*")) return ".*";
  if (piece === "?") return "[^/]";
  if (piece.length > 1 && piece.startsWith("[")) return characterClass(piece);
  if (piece === "{") return "(?:";
  if (piece === "}") return isAlternative ? ")" : "\\}";
  if (piece === ",") return isAlternative ? "|" : ",";
  return piece.replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&");
}

function characterClass(piece: string): string {
  const [, no = "", inner = ""] = /^\[([!^]?)([\s\S]*)\]$/u.exec(piece) ?? [];
  return `(?!/)[${no === "" ? "" : "^"}${inner.replace(/[\\[\]^&]/gu, "\\$&")}]`;
}
