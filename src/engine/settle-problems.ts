import { groupBy } from "../collections/group-by.ts";
import type { YamlProblem } from "../yaml/node.ts";
import type { SourceFile, Span } from "../yaml/source.ts";

export interface SettledProblems {
  readonly problems: readonly YamlProblem[];
  /** Documents that cannot be read and that are most likely another tool's. */
  readonly foreign: readonly Span[];
  /** Files that are the source of a template. */
  readonly templates: number;
}

interface Surroundings {
  readonly sources: readonly SourceFile[];
  readonly isNamed: (source: SourceFile) => boolean;
  readonly isTarget: (source: SourceFile) => boolean;
}

/**
 * What to say of texts that cannot be read: a file that shows no Kubernetes object is another tool's, unless it was
 * named, and the templates of one chart are one problem.
 */
export function settleProblems(
  found: readonly YamlProblem[],
  { sources, isNamed, isTarget }: Surroundings,
): SettledProblems {
  const chartOf = chartFinder(sources);
  const isOurs = ({ isForeign = false, kind, span: { source } }: YamlProblem): boolean =>
    !isForeign ||
    isNamed(source) ||
    (kind === "helm-template" && chartOf(source.path) !== undefined);
  const ours = found.filter(isOurs);
  const templates = ours.filter(({ kind }) => kind === "helm-template");
  const foreign = found.filter((it) => it.kind !== "duplicate-key" && !isOurs(it));
  return {
    problems: [
      ...ours.filter(({ kind }) => kind !== "helm-template"),
      ...onceForEachChart(templates, chartOf),
    ],
    foreign: foreign.map(({ span }) => span).filter(({ source }) => isTarget(source)),
    templates: templates.filter(({ span }) => isTarget(span.source)).length,
  };
}

/** The problem of the first template of each chart, or else of each folder, for all of them. */
function onceForEachChart(
  templates: readonly YamlProblem[],
  chartOf: (path: string) => string | undefined,
): readonly YamlProblem[] {
  const groups = groupBy(
    templates,
    ({ span: { source } }) => chartOf(source.path) ?? `in ${folderOf(source.path)}`,
  );
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { path } = first.span.source;
    const chart = chartOf(path);
    const templatesOf = {
      folder: chart ?? folderOf(path),
      isChart: chart !== undefined,
      count: others.length + 1,
    };
    return [{ ...first, templates: templatesOf }];
  });
}

/**
 * The folder of the chart that a file is a template of, by its `Chart.yaml`; the outermost one, for that is what is
 * rendered.
 */
function chartFinder(sources: readonly SourceFile[]): (path: string) => string | undefined {
  const charts = new Set(
    sources
      .filter(({ path }) => /(?:^|\/)Chart\.ya?ml$/.test(path))
      .map(({ path }) => folderOf(path)),
  );
  return (path) => {
    const steps = path.split("/");
    if (!steps.slice(0, -1).includes("templates")) return undefined;
    const folders = steps.map((_, index) => steps.slice(0, index).join("/") || ".");
    return (
      folders.find((folder) => charts.has(folder)) ??
      folders.find((_, index) => steps[index] === "templates" && index < steps.length - 1)
    );
  };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || ".";
}
