import type { Range } from "./helm-template.ts";

const tabbedLine = /^\t[ \t\r]*(?:#.*)?$/gm;

/**
 * The first tab at column 0 of a blank or comment line, -1 if there is none. go-yaml refuses it, YAML 1.2
 * and the `yaml` package do not. `loose` gives the stretches where lines may begin with anything.
 */
export function findIndentingTab(text: string, loose: () => readonly Range[]): number {
  let ranges: readonly Range[] | undefined;
  for (const { index } of text.matchAll(tabbedLine)) {
    ranges ??= loose();
    if (!ranges.some(({ start, end }) => start <= index && index < end)) return index;
  }
  return -1;
}
