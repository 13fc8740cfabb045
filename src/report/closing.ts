import type { RenderOptions } from "./renderer.ts";
import type { Report } from "./report.ts";
import { tallyLines } from "./tally.ts";

/** The end of a `pretty` report, which is all of it where nothing was found. */
export function renderClosing(report: Report, options: RenderOptions): string {
  return `${tallyLines(report, options).join("\n")}\n`;
}
