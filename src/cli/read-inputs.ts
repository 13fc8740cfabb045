import { resolve } from "node:path";
import { globTest, type PathTest } from "../config/glob.ts";
import { discover, type Discovery } from "../files/discover.ts";
import { reportedPath } from "../files/paths.ts";
import {
  readBytes,
  readSource,
  readStream,
  type ReadResult,
  type Unreadable,
} from "../files/read.ts";
import { walkLimits } from "../files/walk-folder.ts";
import type { ProtoSource } from "../rpc/rpc.ts";
import { isScript } from "../rpc/scripts.ts";
import { similarName } from "../text/similar-name.ts";
import type { SourceFile } from "../yaml/source.ts";
import { errorText, InputError } from "./errors.ts";
import type { InputOptions } from "./check-options.ts";
import { foreignCommands } from "./foreign-options.ts";
import type { Host } from "./host.ts";
import type { LoadedConfig } from "./load-config.ts";
import { commands } from "./option.ts";

/** The resolved operands of a check. */
export interface FoundInputs {
  /** Files to report on, and others that are read so that these make sense. */
  readonly targets: readonly string[];
  readonly context: readonly string[];
  /** Files that may define RPCs, read where a rule asks for them. */
  readonly protos: readonly Omit<ProtoSource, "content">[];
  /** Files that are named one by one, and yet ignored. */
  readonly ignored: readonly string[];
  /** Files that were named themselves, and not only found in a folder or by a glob. */
  readonly named: readonly string[];
  readonly usesInput: boolean;
  /** Links that were not followed, because they lead out of the repository. */
  readonly outside: readonly string[];
  /** What is wrong with the operands, as text for standard error. */
  readonly complaints: readonly string[];
}

export interface ReadInputs {
  readonly targets: readonly SourceFile[];
  readonly context: readonly SourceFile[];
  readonly protos: readonly ProtoSource[];
  readonly complaints: readonly string[];
}

const hint = "check the path, or allow it with `--no-error-on-unmatched-pattern`";

/** The files of a run. Without operands they are those below the working folder that the configuration includes. */
export async function findInputs(
  operands: readonly string[],
  options: InputOptions,
  { host, loaded }: { readonly host: Host; readonly loaded: LoadedConfig },
): Promise<FoundInputs> {
  const paths = operands.filter((operand) => operand !== "-");
  const discovery = await discover(
    operands.length === 0 ? ["."] : paths,
    host.workingFolder,
    options,
  );
  const { isIncluded, isIgnored } = choiceOf(options, loaded, host);
  const isAsked = scriptTest(loaded, discovery.namedFiles);
  const chosen = discovery.files.filter(
    (path) => !isIgnored(path) && (operands.length > 0 || isIncluded(path)),
  );
  const around = await findContext(discovery, { operands, options, host, loaded });
  refuseEndless([...discovery.endless, ...around.endless]);
  return {
    targets: chosen,
    context: around.files.filter((path) => isIncluded(path) && !isIgnored(path)),
    protos: protosOf(discovery, around).filter(
      ({ path }) => !isIgnored(path) && (operands.length > 0 || isIncluded(path)) && isAsked(path),
    ),
    ignored: [...new Set(discovery.namedFiles)].filter(isIgnored),
    named: discovery.namedFiles,
    usesInput: operands.includes("-"),
    complaints: [
      ...(options.failUnmatched ? unmatchedTexts(discovery, operands) : []),
      ...new Set([...discovery.unreadable, ...around.unreadable].map(unreadableText)),
    ],
    outside: [...new Set([...discovery.outside, ...around.outside])].filter(
      (path) => !isIgnored(path),
    ),
  };
}

/** Those below the operands are reported on, others below the configuration's folder are context. */
function protosOf(
  own: Pick<Discovery, "protos">,
  around: Pick<Discovery, "protos">,
): FoundInputs["protos"] {
  const targets = new Set(own.protos.map(({ real }) => real));
  return [
    ...own.protos.map(({ path }) => ({ path, isTarget: true })),
    ...around.protos
      .filter(({ real }) => !targets.has(real))
      .map(({ path }) => ({ path, isTarget: false })),
  ];
}

/** The files that a run checks, and those it ignores. */
/** Scripts and pages are read where they are named, or where `include` has a glob for them. */
function scriptTest({ config, pathInConfig }: LoadedConfig, named: readonly string[]): PathTest {
  const globs = config.include.filter((glob) => isScript(glob));
  const isIncluded = globTest(globs);
  return (path) =>
    !isScript(path) || named.includes(path) || (globs.length > 0 && isIncluded(pathInConfig(path)));
}

export function choiceOf(
  { ignorePatterns, baseline }: InputOptions,
  { config, pathInConfig }: LoadedConfig,
  { workingFolder }: Host,
): { readonly isIncluded: PathTest; readonly isIgnored: PathTest } {
  const include = globTest(config.include);
  const ignore = globTest(config.ignore);
  // Nearly nobody ignores anything, and there may be thousands of paths.
  const isIgnoredThere = (path: string): boolean =>
    config.ignore.length > 0 && ignore(pathInConfig(path));
  const ignoreByFlag = globTest(ignorePatterns);
  const list = baseline && resolve(workingFolder, baseline.path);
  const isList = (path: string): boolean =>
    list !== undefined && resolve(workingFolder, path) === list;
  return {
    isIncluded: (path) => include(pathInConfig(path)),
    isIgnored: (path) => isList(path) || isIgnoredThere(path) || ignoreByFlag(path),
  };
}

interface Surroundings {
  readonly operands: readonly string[];
  readonly options: InputOptions;
  readonly host: Host;
  readonly loaded: LoadedConfig;
}

/** With a configuration, the other files below its folder are context. */
async function findContext(
  { realPaths }: Discovery,
  { operands, options, host, loaded }: Surroundings,
): Promise<Pick<Discovery, "files" | "protos" | "unreadable" | "outside" | "endless">> {
  const { workingFolder } = host;
  const isAllTarget = operands.length === 0 && loaded.folder === workingFolder;
  if (loaded.path === undefined || isAllTarget) {
    return { files: [], protos: [], unreadable: [], outside: [], endless: [] };
  }
  // Absolute, or as seen from here.
  const folder = reportedPath(loaded.folder, workingFolder, loaded.style);
  const found = await discover([folder], workingFolder, options);
  const targets = new Set(realPaths.values());
  // What comes from standard input stands for the file of its name.
  const { inputName } = options;
  const input =
    inputName && reportedPath(resolve(workingFolder, inputName), workingFolder, loaded.style);
  const files = found.files.filter(
    (path) => path !== input && !targets.has(found.realPaths.get(path) ?? ""),
  );
  return { ...found, files };
}

/** `/`, or the parent of home folders: reading it all would exhaust the machine's memory. */
function refuseEndless([operand]: readonly string[]): void {
  if (operand === undefined) return;
  const { mostFiles, mostFolders } = walkLimits;
  const [files, folders] = [mostFiles, mostFolders].map((most) => most.toLocaleString("en"));
  throw new InputError(
    `\`${operand}\` is a whole file system, or contains more than ${files} manifests or ${folders} folders`,
    ["name the folders of your manifests"],
  );
}

function unmatchedTexts({ unmatched, empty }: Discovery, [first]: readonly string[]): string[] {
  return [
    ...unmatched.map((path) => {
      const command = path === first ? meantCommand(path) : undefined;
      return errorText(`\`${path}\` matches no file`, [command ?? hint]);
    }),
    ...empty.map((path) => errorText(`\`${path}\` contains no YAML or JSON file`, [hint])),
  ];
}

/** What to do where a path that does not exist was most likely meant to be a command. */
function meantCommand(word: string): string | undefined {
  const foreign = Object.hasOwn(foreignCommands, word) ? foreignCommands[word] : undefined;
  if (foreign !== undefined) return `if you meant a command: this tool calls it \`${foreign}\``;
  const similar = similarName(word, commands);
  return similar && `if you meant a command, a similar one exists: \`${similar}\``;
}

/** What is read stays in memory. */
const mostText = 2 ** 30;

export async function readInputs(
  found: FoundInputs,
  options: InputOptions,
  host: Host,
): Promise<ReadInputs> {
  let room = mostText;
  const read = (path: string): ReadResult => {
    const result = readSource(path, host.workingFolder);
    if ("source" in result) room -= result.source.text.length;
    if (room >= 0) return result;
    throw new InputError("the files contain more than 1 GB of text", [
      "check fewer of them at a time",
    ]);
  };
  const targets = found.targets.map(read);
  if (found.usesInput) targets.push(await readStream(host.openInput(), inputPath(options)));
  const context = found.context.map(read);
  return {
    targets: targets.flatMap(sourceIn),
    context: context.flatMap(sourceIn),
    protos: found.protos.map(({ path, isTarget }) => ({
      path,
      isTarget,
      content: () => readBytes(path, host.workingFolder),
    })),
    complaints: [...targets, ...context].flatMap((result) =>
      "unreadable" in result ? unreadableText(result.unreadable) : [],
    ),
  };
}

function sourceIn(result: ReadResult): readonly SourceFile[] {
  return "source" in result ? [result.source] : [];
}

/** The path under which findings in standard input are reported. */
export function inputPath({ inputName }: InputOptions): string {
  return inputName ?? "<stdin>";
}

function unreadableText({ path, reason }: Unreadable): string {
  return errorText(`cannot read \`${path}\`: ${reason}`, [
    "make it readable, or name the files to check one by one",
  ]);
}
