import { resolve } from "node:path";
import type { Inputs } from "../engine/lint.ts";
import { changesSince, stagedChanges, type GitChanges } from "../files/git-changes.ts";
import { reportedPath } from "../files/paths.ts";
import type { Diagnostic, Report } from "../report/report.ts";
import type { SourceFile } from "../yaml/source.ts";
import { InputError, UsageError } from "./errors.ts";
import type { Host } from "./host.ts";
import type { Arguments } from "./parse-arguments.ts";
import type { ReadInputs } from "./read-inputs.ts";

/** What `--changed-since` and `--staged` ask for; `undefined` where all findings are wanted. */
export function readChanges(args: Arguments, host: Host): GitChanges | undefined {
  const revision = args.last("changed-since");
  const isStaged = args.has("staged");
  if (revision === undefined && !isStaged) return undefined;
  const flag = isStaged ? "staged" : "changed-since";
  refuseOthers(args, flag);
  const found = revision === undefined ? stagedChanges(host) : changesSince(revision, host);
  if (!("unreadable" in found)) return found;
  throw new InputError(`\`--${flag}\` cannot be used: ${found.unreadable}`, [
    isStaged ? "run it in a Git repository" : "name a commit, branch or tag that is fetched",
  ]);
}

function refuseOthers(args: Arguments, flag: "staged" | "changed-since"): void {
  if (flag === "staged" && args.has("changed-since")) {
    throw new UsageError("`--staged` and `--changed-since` cannot be given together", [
      "remove one of them",
    ]);
  }
  if (args.operands.includes("-")) {
    throw new UsageError(`standard input has no place in \`--${flag}\``, ["name files or folders"]);
  }
  const writing = ["fix", "add-suppressions", "write-baseline", "prune-baseline"] as const;
  const written = writing.find((name) => args.has(name));
  if (written === undefined || (flag === "changed-since" && !written.endsWith("baseline"))) return;
  throw new UsageError(`\`--${flag}\` and \`--${written}\` cannot be given together`, [
    `remove \`--${flag}\``,
  ]);
}

/** The inputs as the index has them, where it differs from the disk. */
export function withIndex(read: ReadInputs, { index }: GitChanges, host: Host): ReadInputs {
  if (index.size === 0) return read;
  const staged = (source: SourceFile): readonly SourceFile[] => {
    const path = resolve(host.workingFolder, source.path);
    if (!index.has(path)) return [source];
    const text = index.get(path);
    return text === undefined ? [] : [{ ...source, text }];
  };
  return {
    ...read,
    targets: read.targets.flatMap(staged),
    context: read.context.flatMap(staged),
  };
}

/** The same inputs as the revision has them; files that are gone are context. */
export function inputsBefore(inputs: Inputs, changes: GitChanges, host: Host): Inputs {
  const { changed, before } = changes;
  const seen = new Set<string>();
  const old = (source: SourceFile): readonly SourceFile[] => {
    const path = resolve(host.workingFolder, source.path);
    seen.add(path);
    if (!changed.has(path)) return [source];
    const text = before.get(path);
    return text === undefined ? [] : [{ ...source, text }];
  };
  const targets = inputs.targets.flatMap(old);
  const context = inputs.context.flatMap(old);
  const protos = (inputs.protos ?? []).map((proto) => {
    const text = before.get(resolve(host.workingFolder, proto.path));
    const { path, isTarget } = proto;
    return text === undefined ? proto : { path, isTarget, content: () => text };
  });
  const gone = Array.from(before, ([path, text]) => ({ path, text }))
    .filter(({ path }) => !seen.has(path) && !path.endsWith(".proto"))
    .map(({ path, text }) => ({ path: reportedPath(path, host.workingFolder), text }));
  return { targets, context: [...context, ...gone], protos };
}

/** The findings of a change: those in changed files, and those that the revision does not have. */
export function narrowTo(
  report: Report,
  earlier: Report,
  { changed }: GitChanges,
  host: Host,
): Report {
  const known = new Set(earlier.diagnostics.map(({ fingerprint }) => fingerprint));
  const isChanged = ({ span }: Diagnostic["primary"]): boolean =>
    changed.has(resolve(host.workingFolder, span.source.path));
  const diagnostics = report.diagnostics.filter(
    ({ primary, related = [], fingerprint }) =>
      !known.has(fingerprint) || [primary, ...related].some(isChanged),
  );
  const unchanged = report.diagnostics.length - diagnostics.length;
  return { ...report, diagnostics, unchanged };
}
