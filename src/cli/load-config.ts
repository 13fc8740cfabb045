import { dirname, isAbsolute, resolve } from "node:path";
import { emptyConfig, type Config } from "../config/config.ts";
import { configNames, findConfig } from "../files/find-config.ts";
import { pathBetween, pathStyle, reportedPath, type PathStyle } from "../files/paths.ts";
import { readSteering } from "../files/read.ts";
import { InputError, UsageError } from "./errors.ts";
import type { Host } from "./host.ts";
import type { Arguments } from "./parse-arguments.ts";
import { readConfigFile } from "./shared-configs.ts";

/** The configuration of a run. */
export interface LoadedConfig {
  readonly config: Config;
  /** As it is reported; `undefined` if there is none. */
  readonly path: string | undefined;
  /** The folder that its paths and globs are relative to, absolute. */
  readonly folder: string;
  /** How paths outside the working folder are reported that no operand names. */
  readonly style: PathStyle;
  /** A reported path relative to that folder. */
  readonly pathInConfig: (path: string) => string;
  /** The other way round. */
  readonly pathOf: (pathInConfig: string) => string;
}

/** Finds and reads the configuration; throws if it cannot be used. */
export function loadConfig(args: Arguments, host: Host): LoadedConfig {
  const file = configPath(args, host);
  const style = pathStyle(pathsOf(args));
  if (file === undefined) {
    const folder = host.workingFolder;
    return withFolder({ config: emptyConfig, path: undefined, folder, style }, host);
  }
  const path = reportedPath(file.path, host.workingFolder, file.style);
  const read = readSteering(path, host.workingFolder, file.origin);
  if ("unreadable" in read) {
    throw new InputError(`cannot read the configuration \`${path}\`: ${read.unreadable.reason}`, [
      "name another file with `--config`, or none with `--no-config`",
    ]);
  }
  const config = readConfigFile(read.source, file.path, { host, origin: file.origin, above: [] });
  return withFolder({ config, path, folder: file.folder, style }, host);
}

function withFolder(
  { config, path, folder, style }: Omit<LoadedConfig, "pathInConfig" | "pathOf">,
  { workingFolder }: Host,
): LoadedConfig {
  const pathInConfig = (reported: string): string =>
    folder === workingFolder && !isAbsolute(reported)
      ? reported
      : pathBetween(reported, workingFolder, folder);
  const pathOf = (inConfig: string): string =>
    reportedPath(resolve(folder, inConfig), workingFolder, style);
  return { config, path, folder, style, pathInConfig, pathOf };
}

interface ConfigPlace {
  /** Absolute, as is the folder that paths in it are relative to. */
  readonly path: string;
  readonly folder: string;
  readonly style: PathStyle;
  readonly origin: "named" | "found";
}

/** Paths in a configuration that is named are relative to the working folder, else to its own. */
function configPath(args: Arguments, { workingFolder }: Host): ConfigPlace | undefined {
  const named = args.last("config");
  if (named !== undefined) {
    if (!args.has("no-config")) {
      const path = resolve(workingFolder, named);
      return { path, folder: workingFolder, style: pathStyle([named]), origin: "named" };
    }
    throw new UsageError("`--config` and `--no-config` are mutually exclusive", [
      "remove one of them",
    ]);
  }
  if (args.has("no-config")) return undefined;
  const [path, second] = findConfig(pathsOf(args), workingFolder);
  if (path === undefined) return undefined;
  const style = pathStyle(pathsOf(args));
  if (second === undefined) return { path, folder: dirname(path), style, origin: "found" };
  throw new InputError(
    `there are two configurations: ${configNames.map((name) => `\`${name}\``).join(" and ")}`,
    [`keep one of them in \`${reportedPath(dirname(path), workingFolder, style)}\``],
  );
}

/** The paths that a run is about; the name of standard input is one. */
function pathsOf(args: Arguments): readonly string[] {
  const name = args.operands.includes("-") ? args.last("stdin-filename") : undefined;
  const paths = args.operands.filter((operand) => operand !== "-");
  return name === undefined ? paths : [...paths, name];
}
