import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";

const unitInMilliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** What nearly all durations are: a whole number of one unit. */
const simple = /^(\d+)(ms|s|m|h)$/;
const written = /([\d.]+)(ns|us|\u00B5s|\u03BCs|ms|s|m|h)/gy;

/**
 * Milliseconds of a duration as Go's `time.ParseDuration` reads it (Istio's fields); `undefined` where Go
 * would refuse it. The durations of Gateway API (GEP-2257) are a subset.
 */
export function parseDuration(text: string): number | undefined {
  const [, whole, only] = simple.exec(text) ?? [];
  if (whole !== undefined && only !== undefined)
    return Number(whole) * (unitInMilliseconds[only] ?? 0);
  if (!/^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00B5s|\u03BCs|ms|s|m|h))+)$/.test(text))
    return undefined;
  let total = 0;
  for (const [, amount = "0", unit = "ms"] of text.replace(/^[+-]/, "").matchAll(written)) {
    total += Number(amount) * (unitInMilliseconds[unit] ?? 0);
  }
  // Whole nanoseconds, as in Go: sums of fractions leave no crumbs.
  const exact = Number(total.toFixed(6));
  return text.startsWith("-") ? -exact : exact;
}

/** The milliseconds written at `field`; `undefined` if it is absent or no duration. */
export function durationAt(field: Field | undefined): Located<number> | undefined {
  const text = field?.string();
  const value = text && parseDuration(text.value);
  return text && value !== undefined ? { value, span: text.span } : undefined;
}

/** The shortest usual spelling: `1500` is `1.5s`, `250` is `250ms`, `120000` is `2m`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds !== 0 && milliseconds % 3_600_000 === 0) return `${milliseconds / 3_600_000}h`;
  if (milliseconds !== 0 && milliseconds % 60_000 === 0) return `${milliseconds / 60_000}m`;
  if (milliseconds >= 1_000) return `${Number((milliseconds / 1_000).toFixed(3))}s`;
  return `${Number(milliseconds.toFixed(3))}ms`;
}
