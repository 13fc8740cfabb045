import type { Config, Override, RuleSetting } from "../config/config.ts";
import { globTest } from "../config/glob.ts";
import { levelFinder, mayRun, type Place } from "../config/rule-levels.ts";
import type { Settings } from "../config/settings.ts";
import { jsonForLogs } from "../report/for-logs.ts";
import { printable } from "../report/printable.ts";
import type { Rule } from "../rule/rule.ts";
import type { CheckOptions } from "./check-options.ts";
import { UsageError } from "./errors.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { Host } from "./host.ts";
import type { LoadedConfig } from "./load-config.ts";
import type { Arguments } from "./parse-arguments.ts";

interface Around {
  readonly host: Host;
  readonly loaded: LoadedConfig;
  readonly options: CheckOptions;
  readonly rules: readonly Rule[];
}

/** Prints the effective settings of flags and configuration, as an equivalent configuration. */
export function printSettings({ operands }: Arguments, around: Around): ExitStatus {
  const [file, ...others] = operands;
  if (others.length > 0) {
    throw new UsageError("`--print-config` accepts one path", ["use one path at a time"]);
  }
  const { path } = around.loaded;
  const origin = path === undefined ? "no configuration file" : `\`${path}\``;
  const of = file === undefined ? "" : `, for \`${file}\``;
  const lines = [
    printable(`# From ${origin}, flags and defaults${of}.`),
    ...settingLines(around, file),
  ];
  around.host.print(jsonForLogs(lines.map((line) => `${line}\n`).join("")));
  return 0;
}

function settingLines(
  { loaded, options, rules }: Around,
  file: string | undefined,
): readonly string[] {
  const { settings, policy, ignorePatterns, baseline } = options;
  const { config, pathInConfig } = loaded;
  const place = { path: file === undefined ? "" : pathInConfig(file), resource: undefined };
  const overrides = file === undefined ? settings.overrides : narrowed(settings, place.path);
  return [
    `preset: ${settings.preset}`,
    // Written, it says that the files are meant for Istio.
    `${settings.forIstio ? "" : "# "}istioVersion: "${settings.istioVersion}"`,
    ...releaseLine("gatewayApiVersion", settings.gatewayApiVersion),
    ...releaseLine("kubernetesVersion", settings.kubernetesVersion),
    `clusterDomain: ${scalar(settings.clusterDomain)}`,
    `failureThreshold: ${policy.failureThreshold}`,
    ...(Number.isFinite(policy.maxWarnings) ? [`maxWarnings: ${policy.maxWarnings}`] : []),
    ...(baseline === undefined ? [] : [`baseline: ${scalar(pathInConfig(baseline.path))}`]),
    `include: ${flow(config.include)}`,
    `ignore: ${flow([...config.ignore, ...ignorePatterns])}`,
    "rules:",
    ...rules.map((rule) => `  ${rule.id}: ${ruleLine(rule, settings, file && place)}`),
    ...(overrides.length === 0 ? [] : ["overrides:", ...overrides.map(overrideLine)]),
    ...worldLines(config),
  ];
}

function releaseLine(name: string, release: string | undefined): readonly string[] {
  return release === undefined ? [] : [`${name}: "${release}"`];
}

/** Overrides that still depend on the resource, once the file is known. */
function narrowed({ overrides }: Settings, path: string): readonly Override[] {
  return overrides
    .filter(({ resources }) => resources !== undefined)
    .filter(({ files }) => files === undefined || globTest(files)(path))
    .map(({ resources, rules: levels, reason }) => ({
      files: undefined,
      resources,
      rules: levels,
      reason,
    }));
}

function ruleLine(rule: Rule, settings: Settings, place: Place | "" | undefined): string {
  const general = { ...settings, overrides: place ? settings.overrides : [] };
  const level = levelFinder(general)(rule, place || { path: "", resource: undefined });
  const severity = mayRun(rule, settings) ? (level.severity ?? rule.severity) : "off";
  const names = Object.keys(rule.options);
  if (names.length === 0) return severity;
  const given = settings.rules.get(rule.id)?.options ?? {};
  const values = names.map((name) => [name, given[name] ?? rule.options[name]?.default ?? 0]);
  return flow({ severity, options: Object.fromEntries(values) });
}

function overrideLine({ files, resources, rules: levels, reason }: Override): string {
  const entries = [...levels].map(([name, setting]) => [name, settingValue(setting)] as const);
  return `  - ${flow({
    // What holds for all places comes from flags.
    ...(files === undefined && resources === undefined ? { files: ["**"] } : {}),
    ...(files && { files }),
    ...(resources && { resources }),
    rules: Object.fromEntries(entries),
    ...(reason === "" ? {} : { reason }),
  })}`;
}

function settingValue({ severity, reason }: RuleSetting): unknown {
  return reason === "" ? severity : { severity, reason };
}

function worldLines({
  external,
  complete,
  environments,
  rpcServices,
  clients,
}: Config): readonly string[] {
  const names = [...environments];
  return [
    `external: ${flow(external)}`,
    `complete: ${flow(complete)}`,
    `environments: ${flow(Object.fromEntries(names))}`,
    `rpc: ${flow({ services: Object.fromEntries(rpcServices) })}`,
    `clients: ${flow(clients)}`,
  ];
}

/** YAML in one line; keys without a value are left out. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return scalar(value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  if (entries.length === 0) return "{}";
  return `{ ${entries.map(([key, part]) => `${scalar(key)}: ${flow(part)}`).join(", ")} }`;
}

/** Unquoted if every YAML parser reads it as a string. */
function scalar(value: unknown): string {
  if (typeof value !== "string") return String(value);
  const isPlain =
    /^[A-Za-z][\w./-]*$/.test(value) && !/^(?:true|false|yes|no|on|y|n|null)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
