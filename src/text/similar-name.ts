/**
 * The candidate that `name` is most likely a slip of the pen for, or `undefined`. Spelling that differs only in
 * case, `_` or `-` comes first; then at most one edit (two from eight characters on). Names that differ only in
 * numbers (`reviews-v1`, `reviews-v2`) are different names, not slips.
 */
export function similarName(name: string, candidates: Iterable<string>): string | undefined {
  const others = [...new Set(candidates)].filter((candidate) => candidate !== name).toSorted();
  const folded = fold(name);
  const respelt = others.find((candidate) => fold(candidate) === folded);
  if (respelt !== undefined) return respelt;

  let nearest: string | undefined;
  let limit = allowedEdits(name);
  for (const candidate of others) {
    if (withoutNumbers(candidate) === withoutNumbers(name)) continue;
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase(), limit);
    if (edits > limit) continue;
    nearest = candidate;
    limit = edits - 1;
  }
  return nearest;
}

function fold(name: string): string {
  return name.replaceAll(/[_-]/g, "").toLowerCase();
}

function withoutNumbers(name: string): string {
  return name.replaceAll(/\d+/g, "0").toLowerCase();
}

/** Service names share long endings (`cartservice`, `adservice`), so more than two edits prove nothing. */
function allowedEdits(name: string): number {
  if (name.length < 3) return 0;
  return name.length < 8 ? 1 : 2;
}

/** Insertions, deletions, substitutions and swaps of neighbours; any number above `limit` if there are more. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (same ? 0 : 1),
          swapped ? at(beforeLast, column - 2) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
