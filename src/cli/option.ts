export const commands = [
  "check",
  "route",
  "test",
  "report",
  "graph",
  "smoke",
  "diff",
  "upgrade-check",
  "explain",
  "rules",
  "init",
  "completion",
  "server",
] as const;
export type CommandName = (typeof commands)[number];

/** Commands that read manifests. */
export const reading = [
  "check",
  "route",
  "test",
  "report",
  "graph",
  "smoke",
  "diff",
  "server",
  "upgrade-check",
] as const satisfies readonly CommandName[];

/** Commands that report findings. */
export const reporting = ["check", "upgrade-check"] as const satisfies readonly CommandName[];

/** Commands with formats of their own, printed to standard output. */
export const answering = [
  "route",
  "test",
  "report",
  "graph",
  "diff",
  "rules",
] as const satisfies readonly CommandName[];

export const groups = [
  "Ask",
  "Choose",
  "Show",
  "Fail",
  "Fix",
  "Suppress",
  "Config",
  "Other",
] as const;
export type OptionGroup = (typeof groups)[number];

export interface Option {
  /** Without the dashes. */
  readonly name: string;
  readonly shorts?: readonly string[];
  /** What its value is called in the help text; an option without is a switch. */
  readonly value?: string;
  /** The same for commands where it is something else. */
  readonly valueFor?: Readonly<Partial<Record<CommandName, string>>>;
  /** What may follow a `=`; without it the option is a switch. */
  readonly optionalValue?: string;
  /** Whether its value is the path of a file. */
  readonly isFile?: boolean;
  /** The values there are, where they are few. */
  readonly choices?: readonly string[];
  /** May be given several times; otherwise the last one counts. */
  readonly repeatable?: boolean;
  /** Commands that accept it; only `check` if omitted. */
  readonly commands?: readonly CommandName[];
  /** Its heading in the help text; an option without is not shown there. */
  readonly group?: OptionGroup;
  /** The option whose line in the help text, and words there, are its own too. */
  readonly beside?: string;
  readonly help: string;
  /** What it is for where its line is its own, if `help` is for others too. */
  readonly alone?: string;
  /** The same for commands where it means something else. */
  readonly helpFor?: Readonly<Partial<Record<CommandName, string>>>;
}
