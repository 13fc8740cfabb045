import { severities } from "../rule/finding.ts";
import { reading, reporting, type Option } from "./option.ts";

/** What fails a run, what is fixed, and what is accepted. */
export const gateOptions = [
  {
    name: "failure-threshold",
    commands: reporting,
    value: "SEVERITY",
    choices: severities,
    group: "Fail",
    help: "fail on this severity or above (default: error)",
  },
  {
    name: "max-warnings",
    commands: reporting,
    value: "COUNT",
    group: "Fail",
    help: "more warnings than this fail the run; or never fail",
    alone: "more warnings than this fail the run",
  },
  {
    name: "exit-zero",
    commands: reporting,
    group: "Fail",
    beside: "max-warnings",
    help: "findings never fail the run",
  },
  {
    name: "no-error-on-unmatched-pattern",
    commands: reading,
    group: "Fail",
    help: "paths without a manifest do not fail the run",
  },
  { name: "fix", group: "Fix", help: "apply safe fixes, print them, or include unsafe ones" },
  {
    name: "diff",
    group: "Fix",
    beside: "fix",
    help: "print what --fix would write; exit 1 if there is any",
  },
  {
    name: "unsafe-fixes",
    group: "Fix",
    beside: "fix",
    help: "with --fix, --diff: also fixes that may change behaviour",
  },
  {
    name: "baseline",
    value: "FILE",
    isFile: true,
    group: "Suppress",
    help: "accept the findings in it; stale entries fail the run",
  },
  {
    name: "write-baseline",
    group: "Suppress",
    help: "add current findings to it; remove stale entries",
  },
  {
    name: "prune-baseline",
    group: "Suppress",
    beside: "write-baseline",
    help: "remove stale entries from the baseline",
  },
  {
    name: "strict-baseline",
    group: "Suppress",
    beside: "baseline",
    help: "stale entries in the baseline fail the run",
  },
  {
    name: "add-suppressions",
    group: "Suppress",
    help: "add an ignore comment for each finding",
  },
  {
    name: "reason",
    value: "TEXT",
    group: "Suppress",
    beside: "add-suppressions",
    help: "the reason in these comments",
  },
  {
    name: "no-inline-suppressions",
    group: "Suppress",
    help: "ignore inline suppressions",
  },
] as const satisfies readonly Option[];
