import { groupBy } from "../collections/group-by.ts";
import type { TemplateGroup, YamlProblem } from "../yaml/node.ts";
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

/** The folder of the chart that a file is a template of. */
type ChartOf = (path: string) => string | undefined;

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
  const templates = ours.filter(isTemplate);
  const foreign = found.filter((it) => it.kind !== "duplicate-key" && !isOurs(it));
  return {
    problems: [
      ...ours.filter((it) => !isTemplate(it)),
      ...onceForEachGroup(templates, groupFinder(templates, chartOf)),
    ],
    foreign: foreign.map(({ span }) => span).filter(({ source }) => isTarget(source)),
    templates: templates.filter(({ span }) => isTarget(span.source)).length,
  };
}

type GroupOf = (problem: YamlProblem) => Omit<TemplateGroup, "count">;

/** The problem of the first template of each group, for all of them. */
function onceForEachGroup(
  templates: readonly YamlProblem[],
  groupOf: GroupOf,
): readonly YamlProblem[] {
  const groups = groupBy(templates, (it) => `${it.kind} ${groupOf(it).folder}`);
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, templates: { ...groupOf(first), count: others.length + 1 } }],
  );
}

/** What one command renders: a chart, or else a folder; with ytt, all that lies below a folder of templates. */
function groupFinder(templates: readonly YamlProblem[], chartOf: ChartOf): GroupOf {
  const folders = new Set(
    templates.filter(({ kind }) => kind === "ytt-template").map((it) => folderOf(pathOf(it))),
  );
  return (problem) => {
    const path = pathOf(problem);
    if (problem.kind === "ytt-template") {
      return { folder: foldersAbove(path).find((it) => folders.has(it)) ?? ".", isChart: false };
    }
    const chart = chartOf(path);
    return { folder: chart ?? folderOf(path), isChart: chart !== undefined };
  };
}

function isTemplate({ kind }: YamlProblem): boolean {
  return kind === "helm-template" || kind === "ytt-template";
}

function pathOf({ span }: YamlProblem): string {
  return span.source.path;
}

/**
 * The folder of the chart that a file is a template of, by its `Chart.yaml`; the outermost one, for that is what is
 * rendered.
 */
function chartFinder(sources: readonly SourceFile[]): ChartOf {
  const charts = new Set(
    sources
      .filter(({ path }) => /(?:^|\/)Chart\.ya?ml$/.test(path))
      .map(({ path }) => folderOf(path)),
  );
  return (path) => {
    const steps = path.split("/");
    if (!steps.slice(0, -1).includes("templates")) return undefined;
    const folders = foldersAbove(path);
    return (
      folders.find((folder) => charts.has(folder)) ??
      folders.find((_, index) => steps[index] === "templates" && index < steps.length - 1)
    );
  };
}

/** The folders that a file is in, the outermost first. */
function foldersAbove(path: string): readonly string[] {
  const steps = path.split("/");
  return steps.map((_, index) => steps.slice(0, index).join("/") || ".");
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || ".";
}
