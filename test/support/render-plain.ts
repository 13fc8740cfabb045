import { renderPretty } from "../../src/report/pretty.ts";
import { defaultRenderOptions } from "../../src/report/renderer.ts";
import type { Report } from "../../src/report/report.ts";

/** A report as people read it in a pipe: no colour, 100 columns. */
export function renderPlain(report: Report): string {
  return renderPretty(report, { ...defaultRenderOptions, version: "0.0.0" });
}
