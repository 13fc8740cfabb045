import type { Severity } from "../rule/finding.ts";
import type { Grouping } from "./arrange.ts";
import type { Report } from "./report.ts";

/** What a renderer may know of the world: where it writes to, and what the run was asked for. */
export interface RenderOptions {
  /** The tool's own version. */
  readonly version: string;
  /** Chalk's levels: none, 16, 256, all colours. Machine formats are never coloured. */
  readonly color: 0 | 1 | 2 | 3;
  /** Columns of the terminal, or 100. */
  readonly width: number;
  /** Whether the output may hold other signs than ASCII of our own (the user's text is shown as it is). */
  readonly unicode: boolean;
  /** Whether rule ids are hyperlinks (OSC 8) to their pages. */
  readonly links: boolean;
  /** Findings below are counted, not shown. */
  readonly minSeverity: Severity;
  /** Findings from here on fail the run; independent of what is shown. */
  readonly failureThreshold: Severity;
  /** Findings never fail the run. */
  readonly exitZero: boolean;
  /** Whether counts by rule replace the findings, in human-readable formats. */
  readonly statistics: boolean;
  /** What findings are put under headings by, in formats for people. */
  readonly groupBy: Grouping | undefined;
  /** The flag that applies safe fixes; `undefined` while there is none, and then none is promised. */
  readonly fixFlag: string | undefined;
}

export const defaultRenderOptions: Omit<RenderOptions, "version"> = {
  color: 0,
  width: 100,
  unicode: true,
  links: false,
  minSeverity: "info",
  failureThreshold: "error",
  exitZero: false,
  statistics: false,
  groupBy: undefined,
  fixFlag: undefined,
};

/** Pure. The text ends with a line end. */
export type Renderer = (report: Report, options: RenderOptions) => string;
