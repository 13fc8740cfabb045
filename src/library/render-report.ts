import { packageVersion } from "../parts.ts";
import { isFormat, rendererFor, renderers } from "../report/index.ts";
import { defaultRenderOptions } from "../report/renderer.ts";
import { oneOf } from "../text/lists.ts";
import type { ReportData } from "../report/report-data.ts";
import { reportBehind } from "./linter.ts";
import type { RenderOptions } from "./options.ts";
import { requireKnown } from "./wrong-use.ts";

const known = ["format", "minSeverity", "color", "width", "statistics", "groupBy"] as const;

/** A report of `lint` or `fix` as one of the formats of the command line. */
export async function renderReport(data: ReportData, options: RenderOptions): Promise<string> {
  requireKnown(options, known);
  const { format, color = false, ...others } = options;
  if (!isFormat(format)) {
    throw new TypeError(`\`format\` must be ${oneOf(Object.keys(renderers), 20)}`);
  }
  const report = reportBehind(data);
  if (report === undefined) throw new TypeError("`report` must be what `lint` or `fix` returned");
  const style = {
    ...defaultRenderOptions,
    ...others,
    version: packageVersion(),
    color: color ? (1 as const) : (0 as const),
  };
  const render = await rendererFor(format, report, style);
  return render(report, style);
}
