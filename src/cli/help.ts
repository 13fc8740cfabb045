import { commandTable, type CommandEntry } from "./command-table.ts";
import { groups, type CommandName, type Option, type OptionGroup } from "./option.ts";
import { options } from "./options.ts";
import { wrapped } from "../text/wrap.ts";

const table: readonly Option[] = options;

/** Columns of the text. */
const width = 100;

/** The text of `--help`: of all commands, with the options of a check; or of another command. */
export function helpText(command: CommandName = "check"): string {
  return `${(command === "check" ? mainHelp() : commandHelp(command)).join("\n")}\n`;
}

const mainUsage = `Checks the Kubernetes and Istio manifests of gRPC services.

  istio-grpc-lint [check] [PATH… | -]   check files, folders or globs (default: .)
  istio-grpc-lint route, test, diff     follow a call, run route tests, compare versions
  istio-grpc-lint report, graph, smoke, upgrade-check  report on services, draw, try, upgrade
  istio-grpc-lint rules, explain RULE   list all rules, print the page of one
  istio-grpc-lint init, completion SHELL, server  write a configuration, complete, run for editors
`;

const mainFooter = [
  "`istio-grpc-lint COMMAND --help` has the options and examples of a command.",
  "Exit status: 0 no finding fails the run, 1 some do, 2 the run itself failed.",
];

/** Options that belong together share a line, so that all fit on one screen. */
function mainHelp(): readonly string[] {
  const own = table.filter(
    ({ group, beside }) => group !== undefined && group !== "Ask" && beside === undefined,
  );
  const rows = own.map((it) => ({ group: it.group, name: sharedName(it), help: it.help }));
  return [mainUsage, ...sections(rows), ...mainFooter];
}

const read = "2 the run itself failed (bad flag, configuration, unreadable file)";

function commandHelp(command: CommandName): readonly string[] {
  const entry: CommandEntry = commandTable[command];
  const own = table.filter(({ commands = ["check"] }) => commands.includes(command));
  const rows = own.map((it) => ({
    group: it.group ?? "Other",
    name: ownName(it, command),
    help: ownHelp(it, command, entry),
  }));
  return [
    entry.about,
    "",
    `  istio-grpc-lint ${command}${entry.operands === "" ? "" : ` ${entry.operands}`}`,
    "",
    ...(entry.meaning === "" ? [] : [...wrapped(entry.meaning, width), ""]),
    ...sections(rows),
    "",
    "Examples:",
    ...entry.examples.flatMap(([line, meaning]) => [`  # ${meaning}`, `  istio-grpc-lint ${line}`]),
    "",
    ...wrapped(`Exit status: ${entry.status}, ${read}.`, width),
  ];
}

interface Row {
  readonly group: OptionGroup | undefined;
  readonly name: string;
  readonly help: string;
}

function sections(rows: readonly Row[]): readonly string[] {
  const column = Math.max(...rows.map(({ name }) => name.length)) + 4;
  return groups.flatMap((group) => {
    const shown = rows.filter((it) => it.group === group).flatMap((it) => rowLines(it, column));
    return shown.length === 0 ? [] : [`${group}:`].concat(shown);
  });
}

function rowLines({ name, help }: Row, column: number): readonly string[] {
  const lines = help.split("\n").flatMap((line) => wrapped(line, width - column));
  const [first = "", ...rest] = lines;
  return [`  ${name.padEnd(column - 2)}${first}`, ...rest.map((line) => " ".repeat(column) + line)];
}

/** An option with those on its line: `-c, --config FILE, --no-config`. */
function sharedName(option: Option): string {
  const others = table.filter(({ beside }) => beside === option.name);
  return shortOf(option) + [option, ...others].map((it) => longName(it, it.value)).join(", ");
}

function ownName(option: Option, command: CommandName): string {
  return shortOf(option) + longName(option, option.valueFor?.[command] ?? option.value);
}

function shortOf({ shorts }: Option): string {
  return shorts?.[0] === undefined ? "    " : `-${shorts[0]}, `;
}

function longName({ name, optionalValue }: Option, value: string | undefined): string {
  if (optionalValue !== undefined) return `--${name}[=${optionalValue}]`;
  return `--${name}${value === undefined ? "" : ` ${value}`}`;
}

function ownHelp(option: Option, command: CommandName, { formats }: CommandEntry): string {
  if (option.name === "format" && formats !== undefined) return formatList(formats);
  return option.helpFor?.[command] ?? option.alone ?? option.help;
}

/** `pretty (default), json or mermaid`. */
function formatList([first, ...others]: readonly string[]): string {
  const names = [`${first ?? ""} (default)`, ...others];
  return names.join(", ").replace(/, (?=[^,]*$)/, " or ");
}
