import type { Change } from "../../src/upgrades/change.ts";

/** The end of the page on upgrades: one heading for each change. */
export function changesList(changes: readonly Change[]): string {
  return changes
    .map(({ release, rule: { id, severity, summary, evidence } }) => {
      const sources = evidence.map((it) => `${it.project}, \`${it.path}\`: ${it.detail}`);
      return `### ${id}\n\nSince Istio ${release} (${severity}): ${summary}.\n\n- ${sources.join("\n- ")}\n`;
    })
    .join("\n");
}

const start = "## Changes of behaviour\n\n";

/** The page with the list that belongs there. */
export function withChanges(page: string, changes: readonly Change[]): string {
  return page.slice(0, page.indexOf(start) + start.length) + changesList(changes);
}
