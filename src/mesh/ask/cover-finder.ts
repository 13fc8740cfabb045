import { lazy } from "../../collections/lazy.ts";
import type { RouteMatch } from "../objects/route.ts";
import { conditionPairs, covers, isAnyPath, spillsOver, writtenPairs } from "./match-cover.ts";

/** A match, and where it stands among all. */
interface Placed<Entry> {
  readonly entry: Entry;
  readonly match: RouteMatch;
  readonly place: number;
}

/** Finds the first of many matches that certainly takes all requests of another one, and is wanted. */
export type FindCover<Entry> = (
  narrow: RouteMatch,
  isWanted: (entry: Entry, place: number) => boolean,
) => Entry | undefined;

/** So many are looked through faster than an index of them is made. */
const few = 8;

/** Looks only at matches whose path may cover the other one's, and whose rarest condition stands in it. */
export function coverFinder<Entry>(
  entries: readonly Entry[],
  matchOf: (entry: Entry) => RouteMatch,
): FindCover<Entry> {
  if (entries.length <= few) {
    return (narrow, isWanted) =>
      entries.find((entry, place) => isWanted(entry, place) && takes(matchOf(entry), narrow));
  }
  const index = lazy(() => indexOf(entries, matchOf));
  const prefixLengths = lazy(() =>
    [...index().prefixLengths].toSorted((left, right) => left - right),
  );
  return (narrow, isWanted) => {
    let first: Placed<Entry> | undefined;
    const pairs = [noPair, ...writtenPairs(narrow)];
    for (const path of pathsCovering(narrow, prefixLengths())) {
      const groups = index().byPath.get(path);
      for (const pair of groups === undefined ? [] : pairs) {
        const found = groups
          ?.get(pair)
          ?.find(({ entry, match, place }) => isWanted(entry, place) && takes(match, narrow));
        if (found && (first === undefined || found.place < first.place)) first = found;
      }
    }
    return first?.entry;
  };
}

/** Whether a match takes all requests of another one, and not by the chance of how a name ends. */
function takes(wide: RouteMatch, narrow: RouteMatch): boolean {
  return covers(wide, narrow) && !spillsOver(wide, narrow);
}

interface Index<Entry> {
  readonly byPath: ReadonlyMap<string, ReadonlyMap<string, readonly Placed<Entry>[]>>;
  readonly prefixLengths: ReadonlySet<number>;
}

const noPair = "";

function indexOf<Entry>(
  entries: readonly Entry[],
  matchOf: (entry: Entry) => RouteMatch,
): Index<Entry> {
  const read = entries.map((entry, place) => {
    const match = matchOf(entry);
    return { entry, match, place, pairs: match.conditions.flatMap(conditionPairs) };
  });
  const uses = new Map<string, number>();
  for (const { pairs } of read) for (const it of pairs) uses.set(it, (uses.get(it) ?? 0) + 1);
  const rarer = (one: string, other: string): string =>
    (uses.get(other) ?? 0) < (uses.get(one) ?? 0) ? other : one;
  const byPath = new Map<string, Map<string, Placed<Entry>[]>>();
  const prefixLengths = new Set<number>();
  for (const { pairs, ...placed } of read) {
    const { path } = placed.match;
    if (path?.kind === "prefix") prefixLengths.add(path.value.length);
    const pair = pairs.length === 0 ? noPair : pairs.reduce(rarer);
    const groups = byPath.get(pathKey(placed.match)) ?? new Map<string, Placed<Entry>[]>();
    byPath.set(pathKey(placed.match), groups);
    const known = groups.get(pair);
    if (known) known.push(placed);
    else groups.set(pair, [placed]);
  }
  return { byPath, prefixLengths };
}

const anyPath = "any";

function pathKey({ path }: RouteMatch): string {
  if (path === undefined || isAnyPath(path)) return anyPath;
  return `${path.kind} ${path.kind === "path-prefix" ? path.value.replace(/\/$/, "") : path.value}`;
}

/** The keys of all paths that may cover the one of a match. */
function pathsCovering(
  { path }: RouteMatch,
  prefixLengths: readonly number[],
): ReadonlySet<string> {
  if (path === undefined) return new Set([anyPath]);
  const { kind, value } = path;
  const alike = [anyPath, `${kind} ${value}`];
  if (kind === "regex") return new Set(alike);
  const prefixes = prefixLengths
    .filter((length) => length <= value.length)
    .map((length) => `prefix ${value.slice(0, length)}`);
  const folders = [...value.matchAll(/\/|$/g)].map(
    ({ index }) => `path-prefix ${value.slice(0, index)}`,
  );
  return new Set([...alike, ...prefixes, ...folders]);
}
