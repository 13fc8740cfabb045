import { groupings, orders } from "../report/arrange.ts";
import { renderers } from "../report/index.ts";
import { severities } from "../rule/finding.ts";
import { presets } from "../rule/rule.ts";
import { answering, commands, reading, reporting, type Option } from "./option.ts";
import { gateOptions } from "./gate-options.ts";
import { routeOptions } from "./route-options.ts";

/** Commands that accept the common options. */
const everywhere = commands;

/** In two lines of the help text. */
const formatNames = Object.keys(renderers)
  .join(", ")
  .replace(/^(.{40,55},) /, "$1\n");

/** Every option. The parser and the help text are made from this table. */
export const options = [
  ...routeOptions,
  {
    name: "only",
    commands: reporting,
    value: "NAMES",
    repeatable: true,
    group: "Choose",
    help: "run only these rules or topics, or all but these",
    alone: "run only these rules or topics",
  },
  {
    name: "skip",
    commands: reporting,
    value: "NAMES",
    repeatable: true,
    group: "Choose",
    beside: "only",
    help: "leave out these rules or topics",
  },
  {
    name: "rule",
    commands: reporting,
    value: "NAME=SEVERITY",
    repeatable: true,
    group: "Choose",
    help: "set it to error, warning, info or off; repeatable",
  },
  {
    name: "preset",
    commands: reporting,
    value: "PRESET",
    choices: presets,
    group: "Choose",
    help: "recommended (default), or strict: style too",
  },
  {
    name: "ignore-pattern",
    commands: reading,
    value: "GLOB",
    repeatable: true,
    group: "Choose",
    help: "skip these files, or include what git ignores",
    alone: "skip these files",
  },
  {
    name: "no-gitignore",
    commands: reading,
    group: "Choose",
    beside: "ignore-pattern",
    help: "include files that git ignores",
  },
  {
    name: "changed-since",
    value: "REF",
    group: "Choose",
    help: "show only findings on lines changed in Git",
  },
  {
    name: "staged",
    group: "Choose",
    beside: "changed-since",
    help: "the same for staged changes",
  },
  {
    name: "istio-version",
    commands: reading,
    value: "VERSION",
    group: "Choose",
    help: "Istio release to check for (default: the newest known)",
    helpFor: { "upgrade-check": "the same as --from" },
  },
  {
    name: "gateway-api-version",
    commands: reading,
    value: "VERSION",
    help: "Gateway API release to check for (default: all known)",
  },
  {
    name: "kubernetes-version",
    commands: reading,
    value: "VERSION",
    help: "Kubernetes release to check for (default: all known)",
  },
  {
    name: "cluster-domain",
    commands: reading,
    value: "DOMAIN",
    group: "Choose",
    help: "DNS suffix of Services (default: cluster.local)",
  },
  {
    name: "crd",
    commands: reading,
    value: "FILE",
    isFile: true,
    repeatable: true,
    group: "Choose",
    help: "check custom resources against it; render charts",
    alone: "a CustomResourceDefinition to check against",
  },
  {
    name: "helm",
    optionalValue: "BINARY",
    group: "Choose",
    beside: "crd",
    help: "render each chart with your own Helm, and check the result",
  },
  {
    name: "format",
    shorts: ["f"],
    value: "FORMAT[=FILE]",
    repeatable: true,
    commands: [...reporting, ...answering],
    valueFor: Object.fromEntries(answering.map((command) => [command, "FORMAT"])),
    group: "Show",
    help: `${formatNames}; repeatable.\nDefault: pretty, and github if GITHUB_ACTIONS is true`,
  },
  {
    name: "output-file",
    commands: reporting,
    shorts: ["o"],
    value: "FILE",
    isFile: true,
    group: "Show",
    help: "report to a file; by location (default) or severity",
    alone: "write the report to this file",
  },
  {
    name: "min-severity",
    commands: reporting,
    value: "SEVERITY",
    choices: severities,
    group: "Show",
    help: "show this severity or above (default: info), or errors",
    alone: "show this severity or above (default: info)",
  },
  {
    name: "quiet",
    commands: reporting,
    group: "Show",
    beside: "min-severity",
    help: "show errors only",
  },
  {
    name: "statistics",
    commands: reporting,
    group: "Show",
    help: "count findings by rule; headings: rule, file, service",
    alone: "count findings by rule",
  },
  {
    name: "group-by",
    commands: reporting,
    value: "WHAT",
    choices: groupings,
    group: "Show",
    beside: "statistics",
    help: "rule, file or service",
  },
  {
    name: "sort",
    commands: reporting,
    value: "ORDER",
    choices: orders,
    group: "Show",
    beside: "output-file",
    help: "location (default), or severity: errors first",
  },
  {
    name: "color",
    value: "WHEN",
    choices: ["auto", "always", "never"],
    commands: everywhere,
    group: "Show",
    help: "auto (as NO_COLOR and FORCE_COLOR say), always or never",
  },
  {
    name: "no-color",
    commands: everywhere,
    group: "Show",
    beside: "color",
    help: "the same as --color never",
  },
  {
    // Not in the help text, which is to fit on one screen: few need it.
    name: "hyperlinks",
    value: "WHEN",
    choices: ["auto", "always", "never"],
    commands: everywhere,
    help: "rule ids as links: auto (on terminals known to show them), always or never",
  },
  ...gateOptions,
  {
    name: "config",
    commands: reading,
    shorts: ["c"],
    value: "FILE",
    isFile: true,
    group: "Config",
    help: "default: .istio-grpc-lint.yaml above the paths",
    alone: "the configuration (default: .istio-grpc-lint.yaml above the paths)",
  },
  {
    name: "no-config",
    commands: reading,
    group: "Config",
    beside: "config",
    help: "read no configuration",
  },
  {
    name: "print-config",
    group: "Config",
    help: "print the settings (of a PATH); the files to check",
  },
  {
    name: "show-files",
    group: "Config",
    beside: "print-config",
    help: "list the files that would be checked, and stop",
  },
  {
    name: "stdin-filename",
    commands: reading,
    value: "NAME",
    group: "Other",
    help: "name of standard input; check again on changes",
    alone: "name of standard input",
  },
  {
    name: "watch",
    group: "Other",
    beside: "stdin-filename",
    help: "check again whenever a file changes",
  },
  {
    name: "stdio",
    commands: ["server"],
    help: "use standard input and output (the only transport)",
  },
  {
    name: "timing",
    group: "Other",
    help: "print how long each stage took; stack traces",
  },
  {
    name: "debug",
    commands: everywhere,
    group: "Other",
    beside: "timing",
    help: "print stack traces",
  },
  {
    name: "version",
    shorts: ["V", "v"],
    commands: everywhere,
    group: "Other",
    beside: "help",
    help: "print the version",
  },
  {
    name: "env-info",
    group: "Other",
    beside: "help",
    help: "print facts for bug reports",
  },
  {
    name: "help",
    shorts: ["h"],
    commands: everywhere,
    group: "Other",
    help: "print this text, the version, facts for bug reports",
    alone: "print this text",
  },
] as const satisfies readonly Option[];

export type OptionName = (typeof options)[number]["name"];
