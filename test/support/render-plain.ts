import { render } from "../../src/report/pretty.ts";
import type { Report } from "../../src/report/report.ts";
import { plainOptions } from "./plain-options.ts";

/** A report as people read it in a pipe: no colour, 100 columns. */
export function renderPlain(report: Report): string {
  return render(report, plainOptions);
}
