import type { ClusterForm } from "../../engine/clusters.ts";
import { packageVersion } from "../../parts.ts";
import { defaultRenderOptions, type RenderOptions } from "../../report/renderer.ts";
import type { Report } from "../../report/report.ts";
import { withFindings, type FormReport, type MeshReport } from "../../report/survey/mesh-report.ts";
import type { Rule } from "../../rule/rule.ts";
import { surveyOf } from "../../survey/survey.ts";
import { commandFormat } from "../command-format.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { readClusters } from "../read-clusters.ts";
import { terminalOptions } from "../terminal.ts";

const formats = ["pretty", "markdown", "json"] as const;
type ReportFormat = (typeof formats)[number];

/** Prints what each gRPC service gets from the mesh. */
export async function report(
  args: Arguments,
  host: Host,
  rules: readonly Rule[],
): Promise<ExitStatus> {
  const format = commandFormat(args, formats);
  const read = await readClusters(args, host, { rules, environment: args.last("environment") });
  const found: MeshReport = { forms: read.forms.map((form) => formReport(form, read.report)) };
  const style = {
    ...defaultRenderOptions,
    version: packageVersion(),
    ...terminalOptions(args, host),
  };
  host.print(await rendered(format, found, style));
  return read.complaints.length > 0 ? 2 : 0;
}

function formReport(form: ClusterForm, { diagnostics }: Report): FormReport {
  return {
    name: form.name,
    services: withFindings(surveyOf(form), diagnostics),
    leftOut: form.leftOut.map((it) => `${it.kind} ${it.namespace ?? ""}/${it.name}`),
  };
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
