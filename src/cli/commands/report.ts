import { formReport } from "../../engine/ask/form-report.ts";
import { graphOf } from "../../graph/graph-of.ts";
import { packageVersion } from "../../parts.ts";
import { defaultRenderOptions, type RenderOptions } from "../../report/renderer.ts";
import type { MeshReport } from "../../report/survey/mesh-report.ts";
import type { Rule } from "../../rule/rule.ts";
import { surveyOf } from "../../survey/survey.ts";
import { commandFormat } from "../command-format.ts";
import { commandTable } from "../command-table.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { readClusters } from "../read-clusters.ts";
import { terminalOptions } from "../terminal.ts";

const { formats } = commandTable.report;
type ReportFormat = Exclude<(typeof formats)[number], "html">;

/** Prints what each gRPC service gets from the mesh. */
export async function report(
  args: Arguments,
  host: Host,
  rules: readonly Rule[],
): Promise<ExitStatus> {
  const format = commandFormat(args, formats);
  const read = await readClusters(args, host, { rules, environment: args.last("environment") });
  const surveys = read.forms.map((form) => ({ form, services: surveyOf(form) }));
  const found: MeshReport = { forms: surveys.map((it) => formReport(it, read.report)) };
  const style = {
    ...defaultRenderOptions,
    version: packageVersion(),
    ...terminalOptions(args, host),
  };
  if (format === "html") {
    const { renderSurveyHtml } = await import("../../report/survey/survey-html.ts");
    const graphs = surveys.map(({ form, services }) => ({
      name: form.name,
      graph: graphOf(services, form),
    }));
    host.print(renderSurveyHtml(found, graphs, style));
  } else host.print(await rendered(format, found, style));
  return read.complaints.length > 0 ? 2 : 0;
}

async function rendered(
  format: ReportFormat,
  found: MeshReport,
  style: RenderOptions,
): Promise<string> {
  if (format === "markdown") {
    return (await import("../../report/survey/survey-markdown.ts")).renderSurveyMarkdown(found);
  }
  if (format === "json") {
    return (await import("../../report/survey/survey-json.ts")).renderSurveyJson(found, style);
  }
  return (await import("../../report/survey/survey-pretty.ts")).renderSurveyPretty(found, style);
}
