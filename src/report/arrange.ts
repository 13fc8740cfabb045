import { severities } from "../rule/finding.ts";
import { byService } from "./by-service.ts";
import { bySource } from "./by-source.ts";
import type { Diagnostic } from "./report.ts";
import { highestOf } from "./statistics.ts";

export const groupings = ["rule", "file", "service"] as const;
export type Grouping = (typeof groupings)[number];

export const orders = ["place", "severity"] as const;
export type Order = (typeof orders)[number];

export interface DiagnosticGroup {
  /** The rule, the path, or `namespace/name` of the service. */
  readonly title: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Diagnostics in the order asked for; those of one severity stay in order of place. */
export function inOrder(diagnostics: readonly Diagnostic[], order: Order): readonly Diagnostic[] {
  if (order === "place") return diagnostics;
  return diagnostics.toSorted((left, right) => rankOf(left) - rankOf(right));
}

/** Diagnostics by rule, file or service, in their order. */
export function groupsOf(
  diagnostics: readonly Diagnostic[],
  grouping: Grouping,
): readonly DiagnosticGroup[] {
  if (grouping === "service") return byService(diagnostics);
  if (grouping === "file") {
    return bySource(diagnostics).map(({ path, diagnostics: group }) => ({
      title: path,
      diagnostics: group,
    }));
  }
  return byRule(diagnostics);
}

/** Rules with errors first, and among these the ones with most findings. */
function byRule(diagnostics: readonly Diagnostic[]): readonly DiagnosticGroup[] {
  const titles = [...new Set(diagnostics.map(({ ruleId }) => ruleId))];
  const groups = titles.map((title) => ({
    title,
    diagnostics: diagnostics.filter(({ ruleId }) => ruleId === title),
  }));
  return groups.toSorted(
    (left, right) =>
      severities.indexOf(highestOf(left.diagnostics)) -
        severities.indexOf(highestOf(right.diagnostics)) ||
      right.diagnostics.length - left.diagnostics.length,
  );
}

function rankOf({ severity }: Diagnostic): number {
  return severities.indexOf(severity);
}
