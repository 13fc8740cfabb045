import type { ClusterForm } from "../../engine/clusters.ts";
import { focusOn } from "../../graph/focus.ts";
import { graphOf } from "../../graph/graph-of.ts";
import type { MeshGraph } from "../../graph/mesh-graph.ts";
import { packageVersion } from "../../parts.ts";
import type { GraphReport } from "../../report/graph/graph-report.ts";
import type { Rule } from "../../rule/rule.ts";
import { surveyOf } from "../../survey/survey.ts";
import { commandFormat } from "../command-format.ts";
import { commandTable } from "../command-table.ts";
import { InputError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { readClusters } from "../read-clusters.ts";

const { formats } = commandTable.graph;
type GraphFormat = (typeof formats)[number];

/** Prints a picture of the mesh. */
export async function graph(
  args: Arguments,
  host: Host,
  rules: readonly Rule[],
): Promise<ExitStatus> {
  const format = commandFormat(args, formats);
  const read = await readClusters(args, host, { rules, environment: args.last("environment") });
  const focus = args.last("focus");
  const found: GraphReport = {
    forms: read.forms.map((form) => ({ name: form.name, graph: shownGraph(form, focus) })),
  };
  host.print(await rendered(format, found));
  return read.complaints.length > 0 ? 2 : 0;
}

function shownGraph(form: ClusterForm, focus: string | undefined): MeshGraph {
  const whole = graphOf(surveyOf(form), form);
  if (focus === undefined) return whole;
  const shown = focusOn(whole, focus);
  if ("fault" in shown) throw new InputError(shown.fault, shown.help);
  return shown;
}

async function rendered(format: GraphFormat, found: GraphReport): Promise<string> {
  switch (format) {
    case "dot":
      return (await import("../../report/graph/graph-dot.ts")).renderGraphDot(found);
    case "json":
      return (await import("../../report/graph/graph-data.ts")).renderGraphJson(
        found,
        packageVersion(),
      );
    case "html":
      return (await import("../../report/graph/graph-html.ts")).renderGraphHtml(found, {
        version: packageVersion(),
      });
    case "svg":
      return (await import("../../report/graph/graph-svg.ts")).renderGraphSvg(found);
    default:
      return (await import("../../report/graph/graph-mermaid.ts")).renderGraphMermaid(found);
  }
}
