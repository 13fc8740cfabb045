import { releasesOf } from "../schema/kinds.ts";
import { packageVersion } from "../parts.ts";
import { rules } from "../../rules/index.ts";
import { FileError } from "./errors.ts";
import type { Host } from "./host.ts";
import { loadConfig } from "./load-config.ts";
import type { Arguments } from "./parse-arguments.ts";
import { terminalOptions } from "./terminal.ts";

/** Variables that steer a run; their values are shown, no others are. */
const variables = [
  "CI",
  "GITHUB_ACTIONS",
  "NO_COLOR",
  "FORCE_COLOR",
  "TERM",
  "LANG",
  "NODE_COMPILE_CACHE",
] as const;

/** Facts for reports of bugs: no paths, no names of hosts, nothing of the manifests. */
export function environmentInfo(args: Arguments, host: Host): string {
  const schemas = (["istio", "gateway-api", "kubernetes"] as const).map((product) => {
    const { first, last } = releasesOf(product);
    return `${product} ${first} to ${last}`;
  });
  const { color, width, links } = terminalOptions(args, host);
  const set = variables.flatMap((name) => {
    const value = host.environment[name];
    return value === undefined ? [] : [`${name}=${JSON.stringify(value)}`];
  });
  const rows = [
    ["istio-grpc-lint", packageVersion()],
    ["runtime", `${host.runtime}, V8 ${host.v8}`],
    ["rules", rulesText()],
    ["schemas", schemas.join(", ")],
    ["configuration", configurationOf(args, host)],
    [
      "output",
      `${host.output.isTerminal ? "terminal" : "no terminal"}, ${width} columns, color level ${color}, links ${links ? "on" : "off"}`,
    ],
    ["variables", set.length === 0 ? "none" : set.join(" ")],
  ];
  return rows.map(([name, value]) => `${name}: ${value}\n`).join("");
}

/** A check counts those of its preset. */
function rulesText(): string {
  const strict = rules.filter(({ preset }) => preset === "strict").length;
  return `${rules.length} (${rules.length - strict} by default, ${strict} more with the preset strict)`;
}

function configurationOf(args: Arguments, host: Host): string {
  try {
    const { path, config } = loadConfig(args, host);
    if (path === undefined) return "none";
    const keys = [
      `preset ${config.preset ?? "default"}`,
      `${config.rules.size} in rules`,
      `${config.overrides.length} overrides`,
      `extends ${config.extends.length}`,
    ];
    return `found (${keys.join(", ")})`;
  } catch (error) {
    return error instanceof FileError ? "found, but cannot be used" : "cannot be read";
  }
}
