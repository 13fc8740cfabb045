import type { Finding } from "./finding.ts";

/**
 * A finding about a value in upper case where none can be right, which a script may well replace: weaker, and once for
 * all places that it is to be replaced in.
 */
export function perhapsFilled(finding: Finding, value: string): Finding {
  return {
    ...finding,
    severity: "warning",
    note: `unless a script replaces \`${value}\` first, ${finding.note}`,
    once: `placeholder ${value}`,
  };
}
