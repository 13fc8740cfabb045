import { dirname, resolve } from "node:path";
import { readStructure } from "../config/read-structure.ts";
import { addToBaseline, pruneBaseline } from "../engine/baseline.ts";
import { exists, pathBetween, reportedPath } from "../files/paths.ts";
import { readSteering } from "../files/read.ts";
import { writeText } from "../files/write.ts";
import { builtParts, fileValidator } from "../parts.ts";
import { printable } from "../report/printable.ts";
import type { BaselineEntry, Report } from "../report/report.ts";
import { plural } from "../text/lists.ts";
import type { Field } from "../yaml/field.ts";
import type { BaselineOptions } from "./check-options.ts";
import { FileError, InputError } from "./errors.ts";
import type { Host } from "./host.ts";

/** A baseline as it is on the disk, its paths as they are reported. */
export interface ReadBaseline {
  readonly entries: readonly BaselineEntry[];
  /** Paths in it whose file is there no more. */
  readonly gone: ReadonlySet<string>;
}

/**
 * Reads the baseline; one that shall be written may be missing. Its paths become those of `files`, as they are
 * reported, where they lead to the same. Throws if it cannot be used.
 */
export function readBaseline(
  { path, mode, origin }: BaselineOptions,
  files: readonly string[],
  { workingFolder }: Host,
): ReadBaseline {
  if (mode === "write" && !exists(path, workingFolder)) return { entries: [], gone: new Set() };
  const read = readSteering(path, workingFolder, origin);
  if ("unreadable" in read) {
    throw new InputError(`cannot read the baseline \`${path}\`: ${read.unreadable.reason}`, [
      "write it with `--write-baseline`, or name another file",
    ]);
  }
  const structure = readStructure(read.source, {
    fullParser: builtParts.fullParser,
    validate: fileValidator("baseline"),
  });
  if (structure.faults !== undefined) throw new FileError(path, structure.faults);
  const folder = folderOf(path, workingFolder);
  const names = new Map(files.map((file) => [resolve(workingFolder, file), file]));
  const entries = (structure.root?.get("entries")?.items() ?? []).map(entryOf).map((entry) => {
    const target = resolve(folder, entry.path);
    return withPath(entry, names.get(target) ?? reportedPath(target, workingFolder));
  });
  const gone = entries.map((entry) => entry.path).filter((it) => !exists(it, workingFolder));
  return { entries, gone: new Set(gone) };
}

function withPath(entry: BaselineEntry, path: string): BaselineEntry {
  return { ...entry, path };
}

function folderOf(path: string, workingFolder: string): string {
  return dirname(resolve(workingFolder, path));
}

function entryOf(field: Field): BaselineEntry {
  const text = (key: string): string => field.get(key)?.text ?? "";
  return {
    rule: text("rule"),
    path: text("path"),
    resource: text("resource"),
    yamlPath: text("yamlPath"),
    count: field.get("count")?.number()?.value ?? 1,
  };
}

/** Writes what the run made of the baseline, says so, and gives the report as the new baseline would have it. */
export function updateBaseline(
  report: Report,
  read: ReadBaseline,
  { options, host }: { readonly options: BaselineOptions; readonly host: Host },
): Report {
  const { mode, path } = options;
  // What a rule that stopped would have found is not known.
  if (mode === "read" || report.failures.length > 0) return report;
  const current = pruneBaseline(read.entries, report.staleBaseline);
  const entries = mode === "write" ? addToBaseline(current, report.diagnostics) : current;
  const reason = writeText(path, baselineText(entries, path, host), host.workingFolder);
  if (reason !== undefined) {
    throw new InputError(`cannot write the baseline \`${path}\`: ${reason}`, ["name another file"]);
  }
  const dropped = plural(report.staleBaseline.length, "stale entry");
  const added = mode === "write" ? `added ${plural(report.diagnostics.length, "finding")}, ` : "";
  host.complain(`Baseline \`${printable(path)}\`: ${added}dropped ${dropped}.\n`);
  if (mode === "prune") return { ...report, staleBaseline: [] };
  const baselined = [...report.baselined, ...report.diagnostics];
  return { ...report, diagnostics: [], baselined, staleBaseline: [] };
}

/** One line an entry, so that versions of the file can be compared and merged. */
function baselineText(
  entries: readonly BaselineEntry[],
  path: string,
  { workingFolder }: Host,
): string {
  const folder = folderOf(path, workingFolder);
  const relative = entries.map((entry) =>
    withPath(entry, pathBetween(entry.path, workingFolder, folder)),
  );
  const lines = addToBaseline(relative, []).map((entry) => JSON.stringify(entry));
  const list = lines.length === 0 ? "[]" : `[\n    ${lines.join(",\n    ")}\n  ]`;
  return `{\n  "schemaVersion": 1,\n  "entries": ${list}\n}\n`;
}
