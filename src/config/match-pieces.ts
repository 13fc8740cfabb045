/** A piece of a glob: the part of a path that it matches. */
export interface Piece {
  /** `one` character that passes; any number of them, or none (`many`); whole `folders` with their slash, or none. */
  readonly takes: "one" | "many" | "folders";
  readonly passes: (character: string) => boolean;
}

/**
 * Whether consecutive pieces match a whole path, or one of its parent folders. Goes through the path once,
 * with all that may come next: the time is that of path and pieces multiplied, however many of them are stars.
 */
export function matchPieces(pieces: readonly Piece[], path: string): boolean {
  let states = reached(pieces, [0]);
  for (const character of path) {
    if (character === "/" && states.has(2 * pieces.length)) return true;
    states = reached(
      pieces,
      [...states].flatMap((state) => statesBehind(pieces, state, character)),
    );
    if (states.size === 0) return false;
  }
  return states.has(2 * pieces.length);
}

/** Even states are before a piece, odd ones within its folders. */
function statesBehind(
  pieces: readonly Piece[],
  state: number,
  character: string,
): readonly number[] {
  const index = state >> 1;
  const piece = pieces[index];
  if (!piece?.passes(character)) return [];
  const next = 2 * (index + 1);
  if (piece.takes === "one") return [next];
  if (piece.takes === "many") return [state];
  return character === "/" ? [state | 1, next] : [state | 1];
}

/** Adds the states after pieces that may match nothing. */
function reached(pieces: readonly Piece[], states: readonly number[]): ReadonlySet<number> {
  const all = new Set<number>();
  for (const first of states) {
    let state = first;
    while (!all.has(state)) {
      all.add(state);
      const piece = pieces[state >> 1];
      if (state % 2 === 1 || piece === undefined || piece.takes === "one") break;
      state += 2;
    }
  }
  return all;
}
