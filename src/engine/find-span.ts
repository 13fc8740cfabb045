interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the first of many things whose range holds an offset; without a look at each where they follow one another, as
 * they nearly always do.
 */
export function spanFinder<Thing>(
  things: readonly Thing[],
  rangeOf: (thing: Thing) => Range,
): (offset: number) => Thing | undefined {
  const ranges = things.map(rangeOf);
  if (!followOneAnother(ranges)) {
    return (offset) => things.find((_, index) => holds(ranges[index], offset));
  }
  return (offset) => {
    const index = lastUpTo(ranges, offset);
    return holds(ranges[index], offset) ? things[index] : undefined;
  };
}

/** Finds the last of many things that begin at an offset or before it and end there or behind it. */
export function lastSpanFinder<Thing extends Range>(
  things: readonly Thing[],
): (offset: number) => Thing | undefined {
  const isAround = ({ start, end }: Range, offset: number): boolean =>
    start <= offset && offset <= end;
  if (!followOneAnother(things)) return (offset) => things.findLast((it) => isAround(it, offset));
  return (offset) => {
    const last = things[lastUpTo(things, offset)];
    return last && isAround(last, offset) ? last : undefined;
  };
}

function followOneAnother(ranges: readonly Range[]): boolean {
  return ranges.every(({ start }, index) => {
    const before = ranges[index - 1];
    return before === undefined || (before.start < start && before.end <= start);
  });
}

/** What is empty is where it begins. */
function holds(range: Range | undefined, offset: number): boolean {
  return (
    range !== undefined && range.start <= offset && offset < Math.max(range.end, range.start + 1)
  );
}

/** The index of the last that begins at an offset or before it; -1 where there is none. */
function lastUpTo(ranges: readonly Range[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
