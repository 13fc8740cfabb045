import { defaultSettings, type Settings } from "../config/settings.ts";
import type { Format } from "../report/index.ts";
import { isFormat, renderers } from "../report/index.ts";
import { severities, type Severity } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import { newestIstio, oldestIstio } from "../schema/kinds.ts";
import { compareReleases } from "../schema/releases.ts";
import { oneOf } from "../text/lists.ts";
import { UsageError } from "./errors.ts";
import type { FailurePolicy } from "./exit-status.ts";
import type { Host } from "./host.ts";
import type { Arguments } from "./parse-arguments.ts";
import { readRuleNames } from "./rule-names.ts";

/** One rendering of the report; without a file it goes to standard output. */
export interface Output {
  readonly format: Format;
  readonly file: string | undefined;
}

/** What is done about findings that know their fix. */
export interface FixOptions {
  /** Changes files, or shows what would change. */
  readonly mode: "write" | "diff";
  /** Whether fixes are made that may change what correct parts of the mesh do. */
  readonly unsafe: boolean;
}

/** Everything that flags and environment say about a check. */
export interface CheckOptions {
  readonly settings: Settings;
  readonly outputs: readonly Output[];
  readonly minSeverity: Severity;
  readonly policy: FailurePolicy;
  /** `undefined` if nothing shall be fixed. */
  readonly fix: FixOptions | undefined;
  /** Whether paths without a manifest are an error. */
  readonly failUnmatched: boolean;
  /** What standard input is called; `undefined` if it was not named. */
  readonly inputName: string | undefined;
}

export function readCheckOptions(
  args: Arguments,
  rules: readonly Rule[],
  environment: Host["environment"],
): CheckOptions {
  return {
    settings: {
      ...defaultSettings,
      istioVersion: readIstioVersion(args.last("istio-version")),
      clusterDomain: readClusterDomain(args.last("cluster-domain")),
      ...readRuleNames(args, rules),
    },
    outputs: readOutputs(args, environment),
    minSeverity: args.has("quiet") ? "error" : readSeverity(args.last("min-severity"), "info"),
    policy: {
      failureThreshold: readSeverity(args.last("failure-threshold"), "error"),
      maxWarnings: readCount(args.last("max-warnings")),
      exitZero: args.has("exit-zero"),
    },
    fix: readFix(args),
    failUnmatched: !args.has("no-error-on-unmatched-pattern"),
    inputName: args.last("stdin-filename"),
  };
}

function readIstioVersion(text: string | undefined): string {
  if (text === undefined) return defaultSettings.istioVersion;
  const release = /^v?(\d+\.\d+)(?:\.\d+)?$/.exec(text)?.[1];
  const known =
    release !== undefined &&
    compareReleases(release, oldestIstio) >= 0 &&
    compareReleases(release, newestIstio) <= 0;
  if (known) return release;
  throw new UsageError(`\`--istio-version\` cannot be \`${text}\``, [
    `choose a release from \`${oldestIstio}\` to \`${newestIstio}\``,
  ]);
}

function readClusterDomain(text: string | undefined): string {
  if (text === undefined) return defaultSettings.clusterDomain;
  if (/^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/.test(text)) return text;
  throw new UsageError(`\`--cluster-domain\` cannot be \`${text}\``, [
    `write a DNS name such as \`${defaultSettings.clusterDomain}\``,
  ]);
}

function readSeverity(text: string | undefined, otherwise: Severity): Severity {
  return severities.find((severity) => severity === text) ?? otherwise;
}

function readFix(args: Arguments): FixOptions | undefined {
  const unsafe = args.has("unsafe-fixes");
  if (args.has("diff")) return { mode: "diff", unsafe };
  if (args.has("fix")) return { mode: "write", unsafe };
  if (!unsafe) return undefined;
  throw new UsageError("`--unsafe-fixes` alone does nothing", ["add `--fix` or `--diff`"]);
}

function readCount(text: string | undefined): number {
  if (text === undefined) return Infinity;
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`\`--max-warnings\` cannot be \`${text}\``, [
    "write a whole number such as `0`",
  ]);
}

function readOutputs(args: Arguments, environment: Host["environment"]): readonly Output[] {
  const file = args.last("output-file");
  const written = args.all("format").map((text) => readOutput(text, file));
  if (written.length === 0) {
    const annotate = environment["GITHUB_ACTIONS"] === "true" && file === undefined;
    const pretty = { format: "pretty", file } as const;
    return annotate ? [pretty, { format: "github", file }] : [pretty];
  }
  if (file !== undefined && written.filter((output) => output.file === file).length > 1) {
    throw new UsageError(`two formats would be written to \`${file}\``, [
      "name a file for each, such as `--format json=report.json`",
    ]);
  }
  return written;
}

/** `json=FILE` and `json:FILE` are the same. */
function readOutput(text: string, otherwise: string | undefined): Output {
  const [, format = "", file = otherwise] = /^([^=:]*)(?:[=:](.+))?$/.exec(text) ?? [];
  if (isFormat(format)) return { format, file };
  throw new UsageError(`\`--format\` cannot be \`${text}\``, [
    `choose ${oneOf(Object.keys(renderers))}`,
  ]);
}
