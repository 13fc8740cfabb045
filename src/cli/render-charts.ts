import { resolve } from "node:path";
import { chartsIn, type Chart } from "../charts/chart.ts";
import { placeInCharts, type RenderedChart } from "../charts/place.ts";
import { renderChart } from "../files/helm.ts";
import { builtParts } from "../parts.ts";
import { docsUrl } from "../rule/docs-url.ts";
import type { Diagnostic, Report } from "../report/report.ts";
import { fingerprint } from "../engine/fingerprint.ts";
import { inOrder } from "../engine/diagnose.ts";
import { servedVersions } from "../schema/served-versions.ts";
import { parseYaml } from "../yaml/parse.ts";
import type { Field } from "../yaml/field.ts";
import type { SourceFile } from "../yaml/source.ts";
import { InputError, UsageError } from "./errors.ts";
import type { Host } from "./host.ts";
import type { Arguments } from "./parse-arguments.ts";
import type { ReadInputs } from "./read-inputs.ts";

export interface RenderedInputs {
  readonly read: ReadInputs;
  /** Puts findings in rendered charts where one edits, and adds those about charts that do not render. */
  readonly place: (report: Report) => Report;
}

/** The inputs with each chart rendered as `--helm` asks; as they are without it. */
export function withCharts(read: ReadInputs, args: Arguments, host: Host): RenderedInputs {
  if (!args.has("helm")) return { read, place: (report) => report };
  const writing = ["fix", "diff", "add-suppressions", "write-baseline"] as const;
  const other = writing.find((name) => args.has(name));
  if (other !== undefined) {
    throw new UsageError(`\`--helm\` and \`--${other}\` cannot be given together`, [
      "rendered output is not the source: use them one after the other",
    ]);
  }
  const binary = args.last("helm") || "helm";
  const rendered: RenderedChart[] = [];
  const failures: Diagnostic[] = [];
  const charts = chartsIn([...read.targets, ...read.context]);
  for (const chart of charts) {
    for (const set of [undefined, ...chart.valueSets]) {
      const outcome = renderSet(chart, set, { binary, host });
      if ("source" in outcome) rendered.push(outcome);
      else failures.push(notRendered(chart, set, outcome.failure));
    }
  }
  const targets = [...read.targets, ...rendered.map(({ source }) => source)];
  return {
    read: { ...read, targets },
    place: (report) => {
      const placed = placeInCharts(report, rendered, { charts, rootOf });
      return { ...placed, diagnostics: inOrder([...placed.diagnostics, ...failures]) };
    },
  };
}

interface Renderer {
  readonly binary: string;
  readonly host: Host;
}

function renderSet(
  chart: Chart,
  set: string | undefined,
  { binary, host }: Renderer,
): RenderedChart | { readonly failure: string } {
  const { workingFolder, environment } = host;
  const folder = resolve(workingFolder, chart.folder);
  const values = set === undefined ? undefined : chart.files.get(set);
  const outcome = renderChart({
    binary,
    chart: folder,
    values: values && resolve(workingFolder, values.path),
    apiVersions: servedVersions(),
    workingFolder,
    environment,
  });
  if ("missing" in outcome) {
    throw new InputError(`\`${binary}\` cannot be run: ${outcome.missing}`, [
      "install Helm, or name it: `--helm=/path/to/helm`",
    ]);
  }
  if ("failure" in outcome) {
    return { failure: outcome.failure.replaceAll(folder, chart.folder) };
  }
  const path = `${chart.folder}/rendered with ${set ?? "values.yaml"}/manifests.yaml`;
  const own = chart.files.get("values.yaml");
  return {
    chart,
    source: { path, text: outcome.text },
    values: [...(values ? [values] : []), ...(own ? [own] : [])],
  };
}

function rootOf(source: SourceFile): Field | undefined {
  return parseYaml(source, () => true, builtParts.fullParser).documents[0]?.root;
}

/** One info with Helm's words, at the name of the chart. */
function notRendered(chart: Chart, set: string | undefined, failure: string): Diagnostic {
  const { definition: source } = chart;
  const found = /^name:.*/m.exec(source.text);
  const start = found?.index ?? 0;
  const end = start + (found?.[0].trimEnd().length ?? 0);
  const rule = { id: "helm-template", topic: "syntax" };
  const using = set === undefined ? "" : ` with \`${set}\``;
  return {
    ruleId: rule.id,
    topic: rule.topic,
    severity: "info",
    headline: `chart \`${chart.name}\` does not render${using}, and was not checked`,
    primary: { span: { source, start, end }, text: "does not render" },
    note: `Helm says: ${failure}`,
    help: "run `helm dependency build` if a dependency is missing, or add values to a `ci/*-values.yaml`",
    resource: undefined,
    relatedResources: [],
    yamlPath: "name",
    fingerprint: fingerprint(rule.id, source.path, set ?? ""),
    docsUrl: docsUrl(rule),
  };
}
