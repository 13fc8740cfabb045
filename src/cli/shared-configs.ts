import { dirname, isAbsolute, resolve } from "node:path";
import { emptyConfig, type Config } from "../config/config.ts";
import { mergeConfigs } from "../config/merge-configs.ts";
import { parseConfig } from "../config/parse-config.ts";
import { isHeld } from "../files/bounds.ts";
import { installedFile } from "../files/find-config.ts";
import { reportedPath } from "../files/paths.ts";
import { readSteering } from "../files/read.ts";
import { builtParts, fileValidator } from "../parts.ts";
import { rules } from "../../rules/index.ts";
import type { Located, SourceFile } from "../yaml/source.ts";
import { FileError } from "./errors.ts";
import type { Host } from "./host.ts";

/** The file that a package keeps its configuration in. */
const packageConfig = "istio-grpc-lint.yaml";

/** With deeper nesting the effective settings would be hard to find. */
const deepest = 10;

interface Chain {
  readonly host: Host;
  /** Whether the first one was named on the command line. */
  readonly origin: "named" | "found";
  /** Absolute paths of the configurations that led here. */
  readonly above: readonly string[];
}

/** A configuration file with all that it extends; throws if one of them cannot be used. */
export function readConfigFile(source: SourceFile, file: string, chain: Chain): Config {
  const parsed = parseConfig(source, {
    fullParser: builtParts.fullParser,
    validate: fileValidator("config"),
    ruleNames: ["custom", ...rules.flatMap(({ id, topic }) => [id, topic])],
  });
  if ("faults" in parsed) throw new FileError(source.path, parsed.faults);
  const { config } = parsed;
  if (config.extends.length === 0) return config;
  const bases = config.extends.map((name) =>
    readShared(name, { ...chain, above: [...chain.above, file] }),
  );
  return mergeConfigs(bases.reduce(mergeConfigs, emptyConfig), config);
}

function readShared(name: Located<string>, chain: Chain): Config {
  const { host, origin, above } = chain;
  const folder = dirname(above.at(-1) ?? host.workingFolder);
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(name.value)) {
    throw fault(
      name,
      "URLs are not fetched",
      "save it as a file and use its path, or install it as a package and use its name",
    );
  }
  if (!isPath(name.value) && !packageName.test(name.value)) {
    throw fault(name, "it is neither a path nor a package", "use a path such as `./shared.yaml`");
  }
  const file = fileOf(name, folder);
  const path = reportedPath(file, host.workingFolder);
  if (above.includes(file)) throw fault(name, "it extends itself", "remove it");
  if (above.length > deepest)
    throw fault(
      name,
      `more than ${deepest} configurations extend each other`,
      "merge some of them",
    );
  // A pull request must not get lines of other files of the machine quoted.
  if (origin === "found" && !isHeld(file, dirname(above[0] ?? folder))) {
    throw fault(
      name,
      "it is outside the repository",
      "name a file inside the repository, or an installed package",
    );
  }
  const read = readSteering(path, host.workingFolder, origin);
  if ("unreadable" in read) {
    throw fault(
      name,
      `\`${path}\`: ${read.unreadable.reason}`,
      isPath(name.value)
        ? "use an existing file, relative to this one"
        : `install the package, which must contain \`${packageConfig}\``,
    );
  }
  return readConfigFile(read.source, file, chain);
}

const packageName = /^(?:@[a-z\d~-][\w.~-]*\/)?[a-z\d~-][\w.~-]*$/;

function isPath(name: string): boolean {
  return /^\.{1,2}\//.test(name) || isAbsolute(name) || /\.ya?ml$/i.test(name);
}

/** A path from the folder of the file that names it, or a file of an installed package. Packages are data: nothing of them runs. */
function fileOf({ value }: Located<string>, folder: string): string {
  if (isPath(value)) return resolve(folder, value);
  return installedFile(value, packageConfig, folder);
}

function fault({ value, span }: Located<string>, reason: string, help: string): FileError {
  const headline = `cannot extend \`${value}\`: ${reason}`;
  return new FileError(span.source.path, [
    { headline, primary: { span, text: "cannot be used" }, help: [help] },
  ]);
}
