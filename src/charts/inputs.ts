import { onceFor } from "../collections/lazy.ts";
import type { Field } from "../yaml/field.ts";
import type { SourceFile } from "../yaml/source.ts";
import { chartsIn } from "./chart.ts";
import type { ChartInputs } from "./value-set.ts";

/** Where files are on the disk. */
export interface Places {
  /** The absolute path of a reported one. */
  readonly absolute: (path: string) => string;
  /** The absolute path of one within the repository that a source lies in. */
  readonly inRepository: (source: SourceFile, path: string) => string;
}

export function chartInputs(
  sources: readonly SourceFile[],
  { absolute, inRepository }: Places,
  read: (source: SourceFile) => readonly Field[],
): ChartInputs {
  const charts = chartsIn(sources);
  const chartsByPath = new Map(charts.map((it) => [absolute(it.folder), it]));
  const filesByPath = new Map(sources.map((it) => [absolute(it.path), it]));
  return {
    sources,
    charts,
    documentsOf: onceFor(read),
    chartAt: (source, path) => chartsByPath.get(inRepository(source, path)),
    fileAt: (source, path) => filesByPath.get(inRepository(source, path)),
  };
}
