import { dirname, resolve } from "node:path";
import { deploymentsIn } from "../charts/deployed.ts";
import { chartInputs, type Places } from "../charts/inputs.ts";
import { placeInCharts, type RenderedChart } from "../charts/place.ts";
import {
  ownSets,
  type Deployer,
  type Deployment,
  type MissingValues,
  type ValueSet,
} from "../charts/value-set.ts";
import { repositoryAround } from "../files/bounds.ts";
import { renderChart } from "../files/helm.ts";
import { builtParts } from "../parts.ts";
import type { Label } from "../rule/finding.ts";
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
  const inputs = chartInputs([...read.targets, ...read.context], placesOf(host), documentsOf);
  const deployments = deploymentsIn(inputs);
  const sets = inputs.charts.flatMap((chart) => [
    ...ownSets(chart, inputs.documentsOf),
    ...deployments.filter((it) => it.chart === chart).filter(isValueSet),
  ]);
  const { rendered, failures } = renderSets(sets, { binary, host });
  const missing = deployments.flatMap((it) => ("missing" in it ? notGiven(it) : []));
  const targets = [...read.targets, ...rendered.map(({ source }) => source)];
  return {
    read: { ...read, targets },
    place: (report) => {
      const placed = placeInCharts(report, rendered, inputs.charts);
      const diagnostics = [...placed.diagnostics, ...failures, ...missing];
      return { ...placed, diagnostics: inOrder(diagnostics) };
    },
  };
}

function isValueSet(deployment: Deployment): deployment is ValueSet {
  return !("missing" in deployment);
}

function placesOf({ workingFolder }: Host): Places {
  const absolute = (path: string): string => resolve(workingFolder, path);
  const inRepository = ({ path: from }: SourceFile, path: string): string =>
    resolve(repositoryAround(dirname(absolute(from))) ?? workingFolder, `./${path}`);
  return { absolute, inRepository };
}

interface Renderer {
  readonly binary: string;
  readonly host: Host;
}

/** What fails in the same words for a chart is said once. */
function renderSets(
  sets: readonly ValueSet[],
  renderer: Renderer,
): { readonly rendered: readonly RenderedChart[]; readonly failures: readonly Diagnostic[] } {
  const rendered: RenderedChart[] = [];
  const failures = new Map<string, { readonly set: ValueSet; readonly diagnostic: Diagnostic }>();
  for (const set of sets) {
    const outcome = renderSet(set, renderer);
    const key = "failure" in outcome ? `${set.chart.folder}\u0000${outcome.failure}` : "";
    if ("source" in outcome) rendered.push(outcome);
    else if (!failures.has(key)) {
      failures.set(key, { set, diagnostic: notRendered(set, outcome.failure) });
    }
  }
  const told = [...failures.values()].filter(({ set }) => !isNeverDeployed(set, rendered));
  return { rendered, failures: told.map(({ diagnostic }) => diagnostic) };
}

/** A chart that asks for values is fine without them if what deploys it has them. */
function isNeverDeployed(
  { chart, title, deployedBy }: ValueSet,
  rendered: readonly RenderedChart[],
): boolean {
  const isDeployed = rendered.some((it) => it.chart === chart && it.set.deployedBy !== undefined);
  return deployedBy === undefined && title === "values.yaml" && isDeployed;
}

function renderSet(
  set: ValueSet,
  { binary, host }: Renderer,
): RenderedChart | { readonly failure: string } {
  const { workingFolder, environment } = host;
  const { chart, title } = set;
  const folder = resolve(workingFolder, chart.folder);
  const outcome = renderChart({
    binary,
    chart: folder,
    values: set.files.map(({ path }) => resolve(workingFolder, path)),
    inline: set.inline,
    sets: set.sets,
    release: set.release,
    namespace: set.namespace,
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
  const path = `${chart.folder}/rendered with ${title}/manifests.yaml`;
  return { chart, source: { path, text: outcome.text }, set };
}

function documentsOf(source: SourceFile): readonly Field[] {
  return parseYaml(source, () => true, builtParts.fullParser).documents.map(({ root }) => root);
}

const rule = { id: "helm-template", topic: "syntax" };

/** One info with Helm's words, at the name of the chart, or of what deploys it. */
function notRendered({ chart, title, deployedBy }: ValueSet, failure: string): Diagnostic {
  const { definition: source } = chart;
  const found = /^name:.*/m.exec(source.text);
  const start = found?.index ?? 0;
  const end = start + (found?.[0].trimEnd().length ?? 0);
  const isOwn = title === "values.yaml";
  const span = deployedBy?.span ?? { source, start, end };
  return {
    ...infoAt({ span, text: "does not render" }, { title: isOwn ? "" : title, by: deployedBy }),
    headline: `chart \`${chart.name}\` does not render${isOwn ? "" : ` with \`${title}\``}, and was not checked`,
    note: `Helm says: ${failure}`,
    help: "run `helm dependency build` if a dependency is missing, or add values to a `ci/*-values.yaml`",
  };
}

/** What an object deploys a chart with is not among the files. */
function notGiven({ chart, by, missing, span }: MissingValues): Diagnostic {
  return {
    ...infoAt({ span, text: "not among the files" }, { title: `${by.kind} ${by.name}`, by }),
    headline: `chart \`${chart.name}\` was not checked with the values of ${by.kind} \`${by.name}\``,
    note: `\`${missing}\` is not among the files that are checked, and what it says may decide.`,
    help: `add \`${missing}\` to the paths, or correct its name`,
  };
}

function infoAt(
  primary: Label,
  { title, by }: { readonly title: string; readonly by: Deployer | undefined },
): Omit<Diagnostic, "headline" | "note" | "help"> {
  return {
    ruleId: rule.id,
    topic: rule.topic,
    severity: "info",
    primary,
    resource: by && { kind: by.kind, namespace: undefined, name: by.name },
    relatedResources: [],
    yamlPath: by === undefined ? "name" : undefined,
    fingerprint: fingerprint(rule.id, primary.span.source.path, title),
    docsUrl: docsUrl(rule),
  };
}
