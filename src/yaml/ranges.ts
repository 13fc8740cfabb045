/** A stretch of text in UTF-16 units, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The last of `ranges`, which are in the order of the text, that begins at or before an offset. */
export function lastBefore<Found extends Range>(
  ranges: readonly Found[],
  offset: number,
): Found | undefined {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return ranges[low - 1];
}

/** Whether an offset is in one of `ranges`, which are in the order of the text and do not overlap. */
export function isWithin(ranges: readonly Range[], offset: number): boolean {
  const found = lastBefore(ranges, offset);
  return found !== undefined && offset < found.end;
}
