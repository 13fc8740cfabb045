import { resolve } from "node:path";
import { globFault } from "../config/glob.ts";
import { releaseIn, releaseHelp } from "../config/release.ts";
import { resolveSettings } from "../config/resolve.ts";
import { defaultSettings, type Settings } from "../config/settings.ts";
import { isHeld } from "../files/bounds.ts";
import { severities, type Severity } from "../rule/finding.ts";
import { presets, type Rule } from "../rule/rule.ts";
import type { Product } from "../schema/kinds.ts";
import { readArrangement, type Arrangement } from "./arrangement.ts";
import { InputError, UsageError } from "./errors.ts";
import type { FailurePolicy } from "./exit-status.ts";
import type { Host } from "./host.ts";
import type { LoadedConfig } from "./load-config.ts";
import { readOutputs, type Output } from "./outputs.ts";
import type { Arguments } from "./parse-arguments.ts";
import { readRuleLevels, readRuleNames } from "./rule-names.ts";

/** What is done about findings that know their fix. */
export interface FixOptions {
  /** Changes files, or shows what would change. */
  readonly mode: "write" | "diff";
  /** Whether fixes are made that may change what correct parts of the mesh do. */
  readonly unsafe: boolean;
  /** The reason in comments that silence findings, where these are written in place of fixes; may be empty. */
  readonly suppress: string | undefined;
}

/** Which findings are accepted, and whether the list of them changes. */
export interface BaselineOptions {
  /** Relative to the working folder. */
  readonly path: string;
  readonly mode: "read" | "write" | "prune";
  /** Whether a flag names it, or the configuration, which is a file of the repository. */
  readonly origin: "named" | "found";
}

/** What flags and configuration say about the files to read and how to read them. */
export interface InputOptions {
  readonly settings: Settings;
  /** Whether paths without a manifest are an error. */
  readonly failUnmatched: boolean;
  /** Globs of files to ignore, relative to the working folder. */
  readonly ignorePatterns: readonly string[];
  /** Whether files that git ignores are skipped, unless named explicitly. */
  readonly useGitIgnore: boolean;
  readonly baseline: BaselineOptions | undefined;
  /** What standard input is called; `undefined` if it was not named. */
  readonly inputName: string | undefined;
}

/** Everything that flags and environment say about a check. */
export interface CheckOptions extends InputOptions {
  readonly outputs: readonly Output[];
  readonly arrangement: Arrangement;
  readonly minSeverity: Severity;
  readonly policy: FailurePolicy;
  /** `undefined` if nothing should be fixed. */
  readonly fix: FixOptions | undefined;
}

export function readInputOptions(
  args: Arguments,
  rules: readonly Rule[],
  loaded: LoadedConfig,
): InputOptions {
  return {
    settings: readSettings(args, rules, loaded),
    failUnmatched: !args.has("no-error-on-unmatched-pattern"),
    useGitIgnore: !args.has("no-gitignore"),
    ignorePatterns: args.all("ignore-pattern").map(readGlob),
    baseline: readBaseline(args, loaded),
    inputName: readInputName(args),
  };
}

export function readCheckOptions(
  args: Arguments,
  rules: readonly Rule[],
  {
    environment,
    loaded,
  }: { readonly environment: Host["environment"]; readonly loaded: LoadedConfig },
): CheckOptions {
  const { failureThreshold = "error", maxWarnings = Infinity } = loaded.config;
  const outputs = readOutputs(args, environment);
  return {
    ...readInputOptions(args, rules, loaded),
    outputs,
    arrangement: readArrangement(args, outputs),
    minSeverity: args.has("quiet") ? "error" : readSeverity(args.last("min-severity"), "info"),
    policy: {
      failureThreshold: readSeverity(args.last("failure-threshold"), failureThreshold),
      maxWarnings: readCount(args.last("max-warnings")) ?? maxWarnings,
      strictBaseline: args.has("strict-baseline"),
      exitZero: args.has("exit-zero"),
    },
    fix: readFix(args),
  };
}

function readInputName(args: Arguments): string | undefined {
  const name = args.last("stdin-filename");
  if (name === undefined || args.operands.includes("-") || args.has("print-config")) return name;
  throw new UsageError("`--stdin-filename` is given, but standard input is not read", [
    "add the operand `-`",
  ]);
}

/** The settings that flags and configuration give together. */
export function readSettings(
  args: Arguments,
  rules: readonly Rule[],
  { config, pathInConfig }: LoadedConfig,
): Settings {
  const flags = {
    istioVersion: readRelease(args, "istio"),
    gatewayApiVersion: readRelease(args, "gateway-api"),
    kubernetesVersion: readRelease(args, "kubernetes"),
    clusterDomain: readClusterDomain(args.last("cluster-domain")),
    preset: presets.find((preset) => preset === args.last("preset")),
    rules: readRuleLevels(args, rules),
    inlineSuppressions: !args.has("no-inline-suppressions"),
    ...readRuleNames(args, rules),
  };
  return resolveSettings(config, flags, pathInConfig);
}

function readRelease(args: Arguments, product: Product): string | undefined {
  const text = args.last(`${product}-version`);
  const release = text === undefined ? undefined : releaseIn(product, text);
  if (release !== undefined || text === undefined) return release;
  throw new UsageError(`\`--${product}-version\` cannot be \`${text}\``, [releaseHelp(product)]);
}

function readClusterDomain(text: string | undefined): string | undefined {
  if (text === undefined || /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/.test(text)) return text;
  throw new UsageError(`\`--cluster-domain\` cannot be \`${text}\``, [
    `use a DNS name such as \`${defaultSettings.clusterDomain}\``,
  ]);
}

function readSeverity(text: string | undefined, otherwise: Severity): Severity {
  return severities.find((severity) => severity === text) ?? otherwise;
}

function readFix(args: Arguments): FixOptions | undefined {
  const unsafe = args.has("unsafe-fixes");
  const suppress = readSuppressions(args);
  if (args.has("diff")) return { mode: "diff", unsafe, suppress };
  if (args.has("fix") || suppress !== undefined) return { mode: "write", unsafe, suppress };
  if (!unsafe) return undefined;
  throw new UsageError("`--unsafe-fixes` has no effect without `--fix`", [
    "add `--fix` or `--diff`",
  ]);
}

/** The reason for new suppressions; `undefined` if none are asked for. */
function readSuppressions(args: Arguments): string | undefined {
  const reason = args.last("reason");
  if (!args.has("add-suppressions")) {
    if (reason === undefined) return undefined;
    throw new UsageError("`--reason` has no effect alone", ["add `--add-suppressions`"]);
  }
  const other = ["fix", "unsafe-fixes", "write-baseline"] as const;
  const both = other.find((name) => args.has(name));
  if (both !== undefined) {
    throw new UsageError(`\`--add-suppressions\` and \`--${both}\` cannot be given together`, [
      "use them one after the other",
    ]);
  }
  if (args.has("no-inline-suppressions")) {
    throw new UsageError("comments have no effect with `--no-inline-suppressions`", [
      "remove one of the two flags",
    ]);
  }
  if (reason === undefined || !/[\r\n]/.test(reason)) return reason?.trim() ?? "";
  throw new UsageError("`--reason` must be one line", ["remove the line breaks"]);
}

function readGlob(glob: string): string {
  const fault = globFault(glob);
  if (fault === undefined) return glob;
  throw new UsageError(`\`--ignore-pattern\` cannot be \`${glob}\`: ${fault}`, [
    "use a glob as in .gitignore, such as `**/generated`",
  ]);
}

function readBaseline(args: Arguments, loaded: LoadedConfig): BaselineOptions | undefined {
  const { config } = loaded;
  const named = args.last("baseline");
  const path = named ?? (config.baseline && heldPath(config.baseline, loaded));
  const origin = named === undefined ? "found" : "named";
  const asked = baselineFlags.find((name) => args.has(name));
  if (args.has("write-baseline") && args.has("prune-baseline")) {
    throw new UsageError("`--write-baseline` removes stale entries automatically", [
      "leave `--prune-baseline` out",
    ]);
  }
  if (path !== undefined) return { path, mode: baselineMode(args), origin };
  if (asked === undefined) return undefined;
  throw new UsageError(`\`--${asked}\` needs a baseline`, [
    "name it, as in `--baseline .istio-grpc-lint-baseline.json`, or in the configuration",
  ]);
}

/** The baseline that a configuration names; throws where that is a file outside the repository. */
function heldPath(baseline: string, { folder, pathOf }: LoadedConfig): string {
  if (isHeld(resolve(folder, baseline), folder)) return pathOf(baseline);
  throw new InputError(
    `the baseline \`${baseline}\` of the configuration is outside the repository`,
    ["name a file inside it, or name this one with `--baseline`"],
  );
}

const baselineFlags = ["write-baseline", "prune-baseline", "strict-baseline"] as const;

function baselineMode(args: Arguments): BaselineOptions["mode"] {
  if (args.has("write-baseline")) return "write";
  return args.has("prune-baseline") ? "prune" : "read";
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`\`--max-warnings\` cannot be \`${text}\``, [
    "use a whole number such as `0`",
  ]);
}
