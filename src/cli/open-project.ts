import { resolve } from "node:path";
import { isManifestFile } from "../files/found-file.ts";
import { readSource } from "../files/read.ts";
import { rules as builtInRules } from "../../rules/index.ts";
import { customRules } from "../custom/custom-rule.ts";
import { builtParts } from "../parts.ts";
import type { Opened, OpenProject, ProjectFault, ProjectText } from "../server/project.ts";
import type { SourceFile } from "../yaml/source.ts";
import { asText } from "./as-text.ts";
import { readBaseline, type ReadBaseline } from "./baseline-file.ts";
import { readInputOptions } from "./check-options.ts";
import { FileError, thrownText } from "./errors.ts";
import type { Host } from "./host.ts";
import { loadConfig, type LoadedConfig } from "./load-config.ts";
import { loadOwnKinds } from "./load-own-kinds.ts";
import type { Arguments } from "./parse-arguments.ts";
import { choiceOf, findInputs, readInputs, type FoundInputs } from "./read-inputs.ts";

/** Opens projects as a run in their folder reads them, with the flags of the server. */
export function projectOpener(args: Arguments, host: Host): OpenProject {
  return async (folder, operands) => {
    const there = { ...host, workingFolder: folder };
    const asked = { ...args, operands };
    try {
      return await readProject(asked, there);
    } catch (error) {
      return { faults: faultsOf(error, folder) };
    }
  };
}

async function readProject(args: Arguments, host: Host): Promise<Opened> {
  const { workingFolder } = host;
  const loaded = loadConfig(args, host);
  const rules = [...builtInRules, ...customRules(loaded.config.customRules)];
  const inputOptions = readInputOptions(args, rules, loaded);
  const options = { ...inputOptions, failUnmatched: false };
  const found = await findInputs(args.operands, options, { host, loaded });
  const { baseline } = options;
  const accepted = baseline ? readBaseline(baseline, found.targets, host) : undefined;
  const read = await readInputs(found, options, host);
  const crds = args.all("crd");
  const ownKinds = crds.length === 0 ? undefined : await loadOwnKinds(crds, host);
  const { isIncluded, isIgnored } = choiceOf(options, loaded, host);
  return {
    rules,
    onInspected: await tuned(found, host),
    settings: options.settings,
    parts: { ...builtParts, ...(ownKinds && { ownKinds }) },
    accepted: accepted ? { baseline: accepted.entries, gone: accepted.gone } : {},
    texts: textsOf(found, read),
    protos: read.protos,
    steering: steeringOf(loaded, accepted),
    complaints: [...found.complaints, ...read.complaints],
    read(path) {
      const result = readSource(path, workingFolder);
      return "source" in result ? result.source : undefined;
    },
    covers: (path) =>
      isManifestFile(path) && !isIgnored(path) && (args.operands.length > 0 || isIncluded(path)),
  };
}

/** For fewer files than this it makes no difference how V8 is tuned. */
const fewFiles = 300;

async function tuned({ targets, context }: FoundInputs, { v8 }: Host): Promise<() => void> {
  if (targets.length + context.length <= fewFiles) return () => {};
  const { expectMuchAtFirst } = await import("./expect-much.ts");
  return expectMuchAtFirst(v8);
}

interface Texts {
  readonly targets: readonly SourceFile[];
  readonly context: readonly SourceFile[];
}

function textsOf({ named }: FoundInputs, { targets, context }: Texts): readonly ProjectText[] {
  const isNamed = new Set(named);
  return [
    ...targets.map((source): ProjectText => ({
      source,
      part: isNamed.has(source.path) ? "named" : "found",
    })),
    ...context.map((source): ProjectText => ({ source, part: "context" })),
  ];
}

/** What configuration and baseline say, in one text: as long as it stays the same, what is known of manifests does too. */
function steeringOf({ config }: LoadedConfig, accepted: ReadBaseline | undefined): string {
  return asText({ config, baseline: accepted?.entries, gone: accepted?.gone });
}

function faultsOf(error: unknown, folder: string): readonly [ProjectFault, ...ProjectFault[]] {
  if (!(error instanceof FileError)) return [{ file: undefined, message: plainText(error) }];
  const [first, ...others] = error.faults.map(({ headline, primary, help }): ProjectFault => ({
    file: resolve(folder, primary.span.source.path),
    message: [headline, ...help.map((line) => `help: ${line}`)].join("\n"),
    span: primary.span,
  }));
  return first ? [first, ...others] : [{ file: undefined, message: plainText(error) }];
}

/** What standard error would say, without its marks. */
function plainText(error: unknown): string {
  return thrownText(error, false)
    .replace(/^error: /, "")
    .replaceAll("  = help: ", "help: ")
    .trimEnd();
}
