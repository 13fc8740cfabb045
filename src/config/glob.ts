import { matchPieces, type Piece } from "./match-pieces.ts";
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
  const plain = globs.filter((glob) => !hasManyStars(glob));
  const pattern = new RegExp(`^(?:${plain.map(globPattern).join("|")})$`, "su");
  const starry = globs.filter(hasManyStars).flatMap(alternatives).map(piecesOf);
  return (path) =>
    (plain.length > 0 && pattern.test(path)) || starry.some((it) => matchPieces(it, path));
}

/** With more, an expression may need minutes to reject a path. */
const mostStars = 3;

function hasManyStars(glob: string): boolean {
  return (glob.match(/\*+/g)?.length ?? 0) > mostStars;
}

/** What is wrong with a glob, as the end of "… cannot be read: "; `undefined` for a good one. */
export function globFault(glob: string): string | undefined {
  if (glob === "") return "it is empty";
  if (glob.includes("\\")) return "folders are separated by `/`";
  if (/^\/|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)/.test(glob)) {
    return "globs are relative to a folder, and stay inside it";
  }
  if (glob.startsWith("!")) return "globs cannot be negated";
  if (!isReadable(glob)) return "its brackets do not match";
  const isTooMuch = hasManyStars(glob) && countAlternatives(glob) > mostAlternatives;
  return isTooMuch ? "it has too many alternatives" : undefined;
}

function isReadable(glob: string): boolean {
  try {
    return new RegExp(globPattern(glob), "su").unicode;
  } catch {
    return false;
  }
}

const mostAlternatives = 500;

function countAlternatives(glob: string): number {
  return glob.split("{").reduce((count, part) => count * part.split(",").length, 1);
}

/** A glob without braces for each combination of their alternatives. */
function alternatives(glob: string): readonly string[] {
  const open = glob.indexOf("{");
  if (open === -1) return [glob];
  const parts: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < glob.length; at += 1) {
    const character = glob.charAt(at);
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (depth > 1 || (depth === 1 && character !== ",")) continue;
    parts.push(glob.slice(from, at));
    from = at + 1;
    if (depth === 0) break;
  }
  const [before, after] = [glob.slice(0, open), glob.slice(from)];
  return parts.flatMap((part) => alternatives(before + part + after));
}

function piecesOf(glob: string): readonly Piece[] {
  const whole = wholeOf(glob);
  const found = Array.from(whole.matchAll(pieces), ([piece]) => pieceOf(piece));
  const isAnywhere = !whole.includes("/");
  return isAnywhere ? [pieceOf("**/"), ...found] : found;
}

function pieceOf(piece: string): Piece {
  if (piece === "**/") return { takes: "folders", passes: () => true };
  if (piece === "*") return { takes: "many", passes: (character) => character !== "/" };
  if (piece.startsWith("*")) return { takes: "many", passes: () => true };
  const pattern = new RegExp(`^${translatePiece(piece, false)}$`, "su");
  return { takes: "one", passes: (character) => pattern.test(character) };
}

function wholeOf(glob: string): string {
  return withoutTrailing(glob.replace(/^(?:\.\/)+/, ""), "/");
}

function globPattern(glob: string): string {
  const whole = wholeOf(glob);
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
