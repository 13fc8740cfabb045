import type { SourceFile } from "../yaml/source.ts";

/** The source of a chart among the files of a run. Paths are as they are reported. */
export interface Chart {
  /** `deploy/chart`; `.` for the working folder. */
  readonly folder: string;
  /** The file that makes a folder a chart. */
  readonly definition: SourceFile;
  /** As the chart calls itself: `# Source: NAME/templates/…` begins with it. */
  readonly name: string;
  /** Its files by their path within it. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Sets of values besides that of the chart itself, by their path within it. */
  readonly valueSets: readonly string[];
}

/** The charts among files; those within another chart are rendered with it, and libraries never. */
export function chartsIn(sources: readonly SourceFile[]): readonly Chart[] {
  const definitions = sources.filter(({ path }) => /(?:^|\/)Chart\.yaml$/.test(path));
  const folders = definitions.map(({ path }) => folderOf(path));
  return definitions.flatMap((definition) => {
    const folder = folderOf(definition.path);
    const isPart = folders.some((other) => isBelow(folder, `${other}/charts`));
    const isLibrary = /^type:\s*["']?library\b/m.test(definition.text);
    if (isPart || isLibrary) return [];
    const files = new Map(
      sources
        .filter(({ path }) => isBelow(path, folder))
        .map((source) => [pathIn(source.path, folder), source]),
    );
    const valueSets = [...files.keys()].filter((path) => /^ci\/[^/]*values\.ya?ml$/.test(path));
    const name = /^name:\s*["']?([\w.-]+)/m.exec(definition.text)?.[1] ?? folder;
    return [{ folder, definition, name, files, valueSets: valueSets.toSorted() }];
  });
}

function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, end);
}

function isBelow(path: string, folder: string): boolean {
  return folder === "." || path.startsWith(`${folder}/`);
}

function pathIn(path: string, folder: string): string {
  return folder === "." ? path : path.slice(folder.length + 1);
}
