import type { Config } from "../config/config.ts";
import type { FileFault } from "../config/file-fault.ts";
import { parseConfig } from "../config/parse-config.ts";
import { builtParts, fileValidator } from "../parts.ts";
import type { Rule } from "../rule/rule.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { ConfigOptions } from "./options.ts";

/** The options that a configuration file has under the same names. */
export const configKeys = [
  "preset",
  "istioVersion",
  "gatewayApiVersion",
  "kubernetesVersion",
  "clusterDomain",
  "rules",
  "overrides",
  "external",
  "complete",
  "environments",
  "rpc",
  "clients",
  "customRules",
] as const satisfies readonly (keyof ConfigOptions)[];

/** Reads options as a configuration file is read; throws a `TypeError` that names what is wrong. */
export function configFrom(options: ConfigOptions, rules: readonly Rule[]): Config {
  const written = configKeys.flatMap((key) =>
    options[key] === undefined ? [] : [[key, options[key]] as const],
  );
  const text = JSON.stringify(Object.fromEntries(written), undefined, 1);
  return readConfig({ path: "options.json", text }, rules);
}

export function readConfig(source: SourceFile, rules: readonly Rule[]): Config {
  const parsed = parseConfig(source, {
    fullParser: builtParts.fullParser,
    validate: fileValidator("config"),
    ruleNames: ["custom", ...rules.flatMap(({ id, topic }) => [id, topic])],
  });
  if ("config" in parsed) return parsed.config;
  throw new TypeError(parsed.faults.map((fault) => sentenceOf(fault, source)).join("\n"));
}

function sentenceOf({ headline, primary, help }: FileFault, { text }: SourceFile): string {
  const line = text.slice(0, primary.span.start).split("\n").length;
  const option = /^ "(\w+)"/.exec(
    text
      .split("\n")
      .slice(0, line)
      .findLast((it) => it.startsWith(' "')) ?? "",
  )?.[1];
  const where = option === undefined ? `line ${line}: ` : `option \`${option}\`: `;
  return `${where}${headline}${help.length === 0 ? "" : ` (${help[0]})`}`;
}
