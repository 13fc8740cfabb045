import { renderers } from "../report/index.ts";
import { severities } from "../rule/finding.ts";

export const commands = ["check", "explain", "rules"] as const;
export type CommandName = (typeof commands)[number];

export const groups = ["Choose", "Show", "Fix", "Fail", "Other"] as const;
export type OptionGroup = (typeof groups)[number];

export interface Option {
  /** Without the dashes. */
  readonly name: string;
  readonly shorts?: readonly string[];
  /** What its value is called in the help text; an option without is a switch. */
  readonly value?: string;
  /** The values there are, where they are few. */
  readonly choices?: readonly string[];
  /** May be given several times; otherwise the last one counts. */
  readonly repeatable?: boolean;
  /** Commands that take it; just `check` if left out. */
  readonly commands?: readonly CommandName[];
  /** Its heading in the help text; an option without is not shown there. */
  readonly group?: OptionGroup;
  readonly help: string;
}

/** In two lines of the help text. */
const formatNames = Object.keys(renderers)
  .join(", ")
  .replace(/^(.{40,55},) /, "$1\n");

/** Every option. The parser and the help text are made from this table. */
export const options = [
  {
    name: "only",
    value: "NAMES",
    repeatable: true,
    group: "Choose",
    help: "run only these rules or topics, comma-separated",
  },
  {
    name: "skip",
    value: "NAMES",
    repeatable: true,
    group: "Choose",
    help: "leave out these rules or topics",
  },
  {
    name: "istio-version",
    value: "VERSION",
    group: "Choose",
    help: "the Istio release to check for (default: the newest known)",
  },
  {
    name: "cluster-domain",
    value: "DOMAIN",
    group: "Choose",
    help: "DNS suffix of the cluster's Services (default: cluster.local)",
  },
  {
    name: "format",
    shorts: ["f"],
    value: "FORMAT[=FILE]",
    repeatable: true,
    commands: ["check", "rules"],
    group: "Show",
    help: `${formatNames}; repeatable.\nDefault: pretty, and github too where GITHUB_ACTIONS is true`,
  },
  {
    name: "output-file",
    shorts: ["o"],
    value: "FILE",
    group: "Show",
    help: "write the report to a file, not to standard output",
  },
  {
    name: "min-severity",
    value: "SEVERITY",
    choices: severities,
    group: "Show",
    help: "show findings from here on: error, warning or info (default)",
  },
  { name: "quiet", group: "Show", help: "short for --min-severity error" },
  {
    name: "color",
    value: "WHEN",
    choices: ["auto", "always", "never"],
    commands: ["check", "explain", "rules"],
    group: "Show",
    help: "auto (as NO_COLOR and FORCE_COLOR say), always or never",
  },
  {
    name: "no-color",
    commands: ["check", "explain", "rules"],
    group: "Show",
    help: "short for --color never",
  },
  {
    name: "show-files",
    group: "Show",
    help: "list the files that would be checked, and stop",
  },
  { name: "fix", group: "Fix", help: "make the safe fixes, and report what remains" },
  {
    name: "unsafe-fixes",
    group: "Fix",
    help: "with --fix, --diff: also those that may change behaviour",
  },
  {
    name: "diff",
    group: "Fix",
    help: "print what --fix would write; exit 1 if there is any",
  },
  {
    name: "failure-threshold",
    value: "SEVERITY",
    choices: severities,
    group: "Fail",
    help: "findings from here on fail the run (default: error)",
  },
  {
    name: "max-warnings",
    value: "COUNT",
    group: "Fail",
    help: "more warnings than this fail the run",
  },
  { name: "exit-zero", group: "Fail", help: "findings never fail the run" },
  {
    name: "no-error-on-unmatched-pattern",
    group: "Fail",
    help: "paths without a manifest do not fail the run",
  },
  {
    name: "stdin-filename",
    value: "NAME",
    group: "Other",
    help: "what to call the file that comes from standard input",
  },
  {
    name: "debug",
    commands: ["check", "explain", "rules"],
    group: "Other",
    help: "print stacks of internal errors",
  },
  { name: "timing", help: "print how long each stage took to standard error" },
  {
    name: "version",
    shorts: ["V", "v"],
    commands: ["check", "explain", "rules"],
    group: "Other",
    help: "print the version",
  },
  {
    name: "help",
    shorts: ["h"],
    commands: ["check", "explain", "rules"],
    group: "Other",
    help: "print this text",
  },
] as const satisfies readonly Option[];

export type OptionName = (typeof options)[number]["name"];

/** Names that other linters have for what is here under another one. */
export const foreignOptions: Readonly<Record<string, OptionName>> = {
  "allow-empty-input": "no-error-on-unmatched-pattern",
  "diagnostic-level": "min-severity",
  "error-format": "format",
  apply: "fix",
  "dry-run": "diff",
  "fail-on": "failure-threshold",
  "fail-severity": "failure-threshold",
  "fix-dry-run": "diff",
  formatter: "format",
  ignore: "skip",
  "no-errors-on-unmatched": "no-error-on-unmatched-pattern",
  "no-exit-code": "exit-zero",
  "no-exit-codes": "exit-zero",
  "no-fail": "exit-zero",
  output: "output-file",
  "output-format": "format",
  "output-threshold": "min-severity",
  "reporter-file": "output-file",
  reporter: "format",
  select: "only",
  "stdin-file-path": "stdin-filename",
  "stdin-filepath": "stdin-filename",
  "target-version": "istio-version",
  unsafe: "unsafe-fixes",
  write: "fix",
};
