import type { Field } from "../yaml/field.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import type { Chart } from "./chart.ts";

/** Where the value of a path such as `service.port` is written. */
export type ValueLookup = (path: string) => Field | undefined;

/** One value as `--set` and `--set-string` take it. */
export interface SetValue {
  readonly path: string;
  readonly value: string;
  readonly isText: boolean;
}

/** What a chart is rendered with. */
export interface ValueSet {
  readonly chart: Chart;
  /** `values.yaml`, `ci/x-values.yaml`, `Application shop`. */
  readonly title: string;
  /** On top of the values of the chart itself, the last one wins. */
  readonly files: readonly SourceFile[];
  /** A text of values on top of the files. */
  readonly inline?: string;
  /** On top of all others. */
  readonly sets: readonly SetValue[];
  readonly release: string;
  readonly namespace: string;
  /** The same values by their places, what wins first. */
  readonly lookups: readonly ValueLookup[];
  /** The name of the object that deploys the chart with these values. */
  readonly deployedBy?: Deployer;
}

export interface Deployer {
  readonly kind: string;
  readonly name: string;
  readonly span: Span;
}

/** An object deploys a chart with values that are not among the files. */
export interface MissingValues {
  readonly chart: Chart;
  readonly by: Deployer;
  /** As the object names it: a file, or `ConfigMap x`. */
  readonly missing: string;
  readonly span: Span;
}

export type Deployment = ValueSet | MissingValues;

/** The files of a run, as the objects in them see each other. */
export interface ChartInputs {
  readonly sources: readonly SourceFile[];
  readonly charts: readonly Chart[];
  readonly documentsOf: (source: SourceFile) => readonly Field[];
  /** The chart or file at a path of the repository that a source lies in. */
  readonly chartAt: (source: SourceFile, path: string) => Chart | undefined;
  readonly fileAt: (source: SourceFile, path: string) => SourceFile | undefined;
}

/** The values of the chart itself, and with each `ci/*-values.yaml` on top. */
export function ownSets(
  chart: Chart,
  documentsOf: ChartInputs["documentsOf"],
): readonly ValueSet[] {
  const lookups = ownLookups(chart, documentsOf);
  const base = { chart, files: [], sets: [], release: "release", namespace: "default", lookups };
  const others = chart.valueSets.flatMap((title) => {
    const file = chart.files.get(title);
    if (file === undefined) return [];
    return [
      { ...base, title, files: [file], lookups: [fileLookup(file, documentsOf), ...lookups] },
    ];
  });
  return [{ ...base, title: "values.yaml" }, ...others];
}

export function ownLookups(
  chart: Chart,
  documentsOf: ChartInputs["documentsOf"],
): readonly ValueLookup[] {
  const own = chart.files.get("values.yaml");
  return own === undefined ? [] : [fileLookup(own, documentsOf)];
}

export function fileLookup(
  source: SourceFile,
  documentsOf: ChartInputs["documentsOf"],
): ValueLookup {
  return (path) => lookupIn(documentsOf(source)[0])(path);
}

export function lookupIn(root: Field | undefined): ValueLookup {
  return (path) => path.split(".").reduce<Field | undefined>((here, step) => here?.get(step), root);
}

/** The name of an object; its kind where it has none. */
export function deployerOf(root: Field): Deployer {
  const kind = root.get("kind");
  const name = root.get("metadata")?.get("name");
  return {
    kind: kind?.text ?? "",
    name: name?.text ?? "",
    span: (name ?? kind ?? root).span,
  };
}
