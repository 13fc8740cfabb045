import type { Absence } from "../mesh/world/open-world.ts";
import type { Finding } from "./finding.ts";

/** When `absentSeverity` lowers a finding, by the severity of its rule. */
export const absentWhere = {
  error: {
    warning: "the name is close to a known one, and files that are not checked may define it",
    info: "files that are not checked may define it",
  },
  host: {
    warning:
      "the name is close to a known one, or that of a Service elsewhere, and files that are not checked may define it",
    info: "files that are not checked may define it",
  },
  warning: { info: "files that are not checked may define it, and no known name is close" },
} as const;

/** How much is said of what nobody defines: all that the rule says, a warning for a likely slip, else a hint. */
export function absentSeverity({ sure, isClose }: Absence): Pick<Finding, "severity"> {
  if (sure) return {};
  return { severity: isClose ? "warning" : "info" };
}

/**
 * Headline and note of what nobody defines. Where other files than those checked may define it, the words say so:
 * `what` is not in them, and the consequence is one only if it is nowhere.
 */
export function absentWords(
  { sure }: Pick<Absence, "sure">,
  what: string,
  consequence: string,
): Pick<Finding, "headline" | "note"> {
  return sure
    ? { headline: `there is no ${what}`, note: consequence }
    : {
        headline: `the checked files have no ${what}`,
        note: `unless it exists elsewhere, ${consequence}`,
      };
}
