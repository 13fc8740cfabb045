import { rules } from "../../rules/index.ts";
import { readStructure } from "../config/read-structure.ts";
import { builtParts, fileValidator } from "../parts.ts";
import type { Severity } from "../rule/finding.ts";
import { configKeys, readConfig } from "./config-options.ts";
import type { ConfigOptions } from "./options.ts";

export interface LoadedConfig {
  /** For `lint` and `fix`. */
  readonly options: ConfigOptions;
  /** What concerns files and gates, which the caller sees to. */
  readonly include: readonly string[];
  readonly ignore: readonly string[];
  readonly baseline: string | undefined;
  readonly failureThreshold: Severity;
  readonly maxWarnings: number;
}

/**
 * Reads the text of a `.istio-grpc-lint.yaml`; nothing is read from the disk, so `extends` is refused. Throws a `TypeError` that says all
 * that is wrong.
 */
export function loadConfig(text: string): LoadedConfig {
  if (typeof text !== "string") throw new TypeError("`text` must be a string");
  const source = { path: ".istio-grpc-lint.yaml", text };
  const config = readConfig(source, rules);
  if (config.extends.length > 0) {
    throw new TypeError("the library does not read `extends`: merge the texts first");
  }
  const reader = { fullParser: builtParts.fullParser, validate: fileValidator("config") };
  const { root } = { root: undefined, ...readStructure(source, reader) };
  const entries = (root?.entries() ?? []).filter((field) => !field.isNull);
  const written = entries.map((field) => [String(field.step), field.toValue()] as const);
  const kept = written.filter(([key]) => configKeys.some((it) => it === key));
  const { include, ignore, baseline, failureThreshold = "error", maxWarnings = Infinity } = config;
  // Unquoted, `1.20` is the number 1.2.
  const { istioVersion, gatewayApiVersion, kubernetesVersion } = config;
  const releases = Object.entries({ istioVersion, gatewayApiVersion, kubernetesVersion });
  const options = Object.fromEntries([
    ...kept,
    ...releases.filter(([, release]) => release !== undefined),
  ]);
  return { options, include, ignore, baseline, failureThreshold, maxWarnings };
}
