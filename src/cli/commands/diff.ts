import { resolve } from "node:path";
import { changesBetween, type MeshAt } from "../../engine/ask/changes-between.ts";
import { clustersOf } from "../../engine/clusters.ts";
import { discover } from "../../files/discover.ts";
import { readRevision } from "../../files/git.ts";
import { readSource } from "../../files/read.ts";
import { builtParts, packageVersion } from "../../parts.ts";
import type { MeshDiff } from "../../report/mesh-diff.ts";
import { defaultRenderOptions, type RenderOptions } from "../../report/renderer.ts";
import type { Rule } from "../../rule/rule.ts";
import { changeKinds, type ChangeKind } from "../../simulate/compare.ts";
import { oneOf } from "../../text/lists.ts";
import type { SourceFile } from "../../yaml/source.ts";
import { readInputOptions, type InputOptions } from "../check-options.ts";
import { commandFormat } from "../command-format.ts";
import { commandTable } from "../command-table.ts";
import { InputError, UsageError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { loadConfig } from "../load-config.ts";
import type { Arguments } from "../parse-arguments.ts";
import { terminalOptions } from "../terminal.ts";

const { formats } = commandTable.diff;
type DiffFormat = (typeof formats)[number];

/** Prints what changes for calls between two Git revisions or folders. */
export async function diff(
  args: Arguments,
  host: Host,
  rules: readonly Rule[],
): Promise<ExitStatus> {
  const format = commandFormat(args, formats);
  const failing = readKinds(args);
  const [base, ...others] = args.operands;
  if (base === undefined) {
    throw new UsageError("`diff` needs a Git revision or a folder to compare with", [
      "for example: `istio-grpc-lint diff origin/main`",
    ]);
  }
  const loaded = loadConfig(args, host);
  const options = readInputOptions(args, rules, loaded);
  const before = await stateOf(base, { host, options, rules });
  const after = await stateOf(others[0], { host, options, rules });
  const found: MeshDiff = {
    base,
    head: others[0] ?? "the working tree",
    ...changesBetween(before, after),
  };
  const style = {
    ...defaultRenderOptions,
    version: packageVersion(),
    ...terminalOptions(args, host),
  };
  host.print(await rendered(format, found, style));
  const changes = found.forms.flatMap((form) => form.changes);
  return changes.some(({ kind }) => failing.has(kind)) ? 1 : 0;
}

function readKinds(args: Arguments): ReadonlySet<ChangeKind> {
  const written = args.all("fail-on").flatMap((text) => text.split(","));
  return new Set(
    written.map((text) => {
      const kind = changeKinds.find((it) => it === text.trim());
      if (kind !== undefined) return kind;
      throw new UsageError(`\`--fail-on\` cannot be \`${text}\``, [`choose ${oneOf(changeKinds)}`]);
    }),
  );
}

interface Reading {
  readonly host: Host;
  readonly options: InputOptions;
  readonly rules: readonly Rule[];
}

async function stateOf(name: string | undefined, reading: Reading): Promise<MeshAt> {
  const { options, rules } = reading;
  const targets = await sourcesOf(name, reading);
  const sources = { targets, context: [] };
  return clustersOf(sources, rules, options.settings, builtParts);
}

/** A folder that exists, else a Git revision; the working tree where nothing is named. */
async function sourcesOf(
  name: string | undefined,
  { host }: Reading,
): Promise<readonly SourceFile[]> {
  const { workingFolder } = host;
  const folder = name ?? ".";
  const { files, protos, unmatched } = await discover([folder], workingFolder);
  if (unmatched.length === 0) {
    const prefix = name === undefined ? "" : `${resolve(workingFolder, folder)}/`;
    const texts = protos.flatMap(({ path }) => (path.endsWith(".proto") ? [path] : []));
    return [...files, ...texts].flatMap((path) => {
      const read = readSource(path, workingFolder);
      if ("unreadable" in read) return [];
      // Both sides are named alike, so that findings and environments agree.
      const own = resolve(workingFolder, path);
      return [
        {
          ...read.source,
          path: own.startsWith(prefix) && prefix !== "" ? own.slice(prefix.length) : path,
        },
      ];
    });
  }
  const revision = readRevision(folder, ["."], host);
  if ("sources" in revision) return revision.sources;
  throw new InputError(
    `\`${folder}\` is neither a folder nor a Git revision: ${revision.unreadable}`,
    ["name a revision such as `origin/main`, or a folder"],
  );
}

async function rendered(
  format: DiffFormat,
  found: MeshDiff,
  style: RenderOptions,
): Promise<string> {
  if (format === "markdown") {
    return (await import("../../report/mesh-diff-markdown.ts")).renderMeshDiffMarkdown(found);
  }
  if (format === "json") {
    return (await import("../../report/mesh-diff-json.ts")).renderMeshDiffJson(found, style);
  }
  return (await import("../../report/mesh-diff-pretty.ts")).renderMeshDiffPretty(found, style);
}
