/** Edits that the longest names may be apart. */
export const mostEdits = 2;

/**
 * The candidate that `name` is most likely a slip of the pen for, or `undefined`. Spelling that differs only in
 * case, `_` or `-` comes first; then at most one edit, or two where both begin alike, and end alike if they are shorter than
 * eight characters (`retrys`, `retries`): who writes `egressgateway` does not mean `ingressgateway`. Names that differ
 * only in numbers (`reviews-v1`, `reviews-v2`) are different names, not slips.
 */
export function similarName(name: string, candidates: Iterable<string>): string | undefined {
  const isNear = resembling(name);
  const others = [...new Set(candidates)]
    .filter((candidate) => candidate !== name && isNear(candidate))
    .toSorted();
  const folded = fold(name);
  const respelt = others.find((candidate) => fold(candidate) === folded);
  if (respelt !== undefined) return respelt;

  let nearest: string | undefined;
  let limit = allowedEdits(name);
  for (const candidate of others) {
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase(), limit);
    if (edits > limit || withoutNumbers(candidate) === withoutNumbers(name)) continue;
    if (edits > 1 && !endsAgree(name, candidate)) continue;
    nearest = candidate;
    limit = edits - 1;
  }
  return nearest;
}

/**
 * Whether names of two objects are two names, however near they are: one more number at the end (`httpbin`, `httpbin2`),
 * or another word in one place (`my-http-gateway`, `my-tcp-gateway`).
 */
export function areTwoNames(name: string, other: string): boolean {
  if (withoutLastNumber(name) === withoutLastNumber(other)) return true;
  const words = name.split(/[-.]/);
  const others = other.split(/[-.]/);
  if (words.length !== others.length) return false;
  const places = [...words.keys()].filter((at) => words[at] !== others[at]);
  const [place = 0] = places;
  const isOneWord = words.length > 1 && places.length === 1;
  return isOneWord && similarName(words[place] ?? "", [others[place] ?? ""]) === undefined;
}

function withoutLastNumber(name: string): string {
  let end = name.length;
  while (isDigit(name.charCodeAt(end - 1))) end -= 1;
  return end === name.length ? name : name.slice(0, end).replace(/[-.]?v?$/, "");
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A quick look at many names: `false` only for those that `similarName` would not give for `name`. */
export function resembling(name: string): (candidate: string) => boolean {
  const letters = lettersOf(name);
  return (candidate) => {
    const near = Math.abs(name.length - candidate.length) <= mostEdits;
    if (!near && !startAlike(name, candidate)) return false;
    const different = countDifferences(letters, lettersOf(candidate));
    if (near && different <= 2 * mostEdits) return true;
    return different === 0 && isRespelling(name, candidate);
  };
}

/** An edit puts one letter in the place of another at most; another spelling changes none. */
export function countDifferences(left: number, right: number): number {
  let different = left ^ right;
  let count = 0;
  for (; different !== 0; different &= different - 1) count += 1;
  return count;
}

/** The letters of a name as a bit set, ignoring case, `_` and `-`. */
function lettersOf(name: string): number {
  let letters = 0;
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (!joins(code)) letters |= 1 << (code & 31);
  }
  return letters;
}

/** Whether a character is `-` or `_`. */
function joins(code: number): boolean {
  return code === 45 || code === 95;
}

/** Whether two names differ only in case, `_` or `-`. */
export function isRespelling(name: string, other: string): boolean {
  return startAlike(name, other) && fold(name) === fold(other);
}

/** Case folding is slow, and most names already differ in their first letter. */
function startAlike(name: string, other: string): boolean {
  const left = name.charCodeAt(0);
  const right = other.charCodeAt(0);
  return left === right || (left ^ right) === 32 || joins(left) || joins(right);
}

export function fold(name: string): string {
  return name.replaceAll(/[_-]/g, "").toLowerCase();
}

export function withoutNumbers(name: string): string {
  return name.replaceAll(/\d+/g, "0").toLowerCase();
}

/** Service names share long endings (`cartservice`, `adservice`), so more than two edits prove nothing. */
function allowedEdits(name: string): number {
  if (name.length < 3) return 0;
  return name.length < 6 ? 1 : mostEdits;
}

/** Of short names both ends count: there is not much between them. */
function endsAgree(left: string, right: string): boolean {
  const sameStart = left[0]?.toLowerCase() === right[0]?.toLowerCase();
  return sameStart && (left.length >= 8 || left.at(-1) === right.at(-1));
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours; any number above `limit` if there are more. Tries
 * each edit where the texts part: with so few allowed that is less work than a table of all distances.
 */
export function editDistance(left: string, right: string, limit: number): number {
  let same = 0;
  while (same < left.length && left[same] === right[same]) same += 1;
  const a = left.slice(same);
  const b = right.slice(same);
  const difference = Math.abs(a.length - b.length);
  if (a === "" || b === "" || difference > limit) return difference;
  if (limit <= 0) return 1;
  const isSwap = a[0] === b[1] && a[1] === b[0];
  return (
    1 +
    Math.min(
      editDistance(a.slice(1), b.slice(1), limit - 1),
      editDistance(a.slice(1), b, limit - 1),
      editDistance(a, b.slice(1), limit - 1),
      isSwap ? editDistance(a.slice(2), b.slice(2), limit - 1) : limit,
    )
  );
}
