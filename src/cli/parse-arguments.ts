import { parseArgs } from "node:util";
import { foreignOptions, namesakes } from "./foreign-options.ts";
import { oneOf } from "../text/lists.ts";
import { similarName } from "../text/similar-name.ts";
import { UsageError } from "./errors.ts";
import { commands, type CommandName, type Option } from "./option.ts";
import { options, type OptionName } from "./options.ts";

/** A command line, read and checked against the option table. */
export interface Arguments {
  readonly command: CommandName;
  /** Paths, globs, `-`, or names of rules. */
  readonly operands: readonly string[];
  /** Whether a switch is given. */
  has(name: OptionName): boolean;
  /** The last value given. */
  last(name: OptionName): string | undefined;
  /** All values given, in order. */
  all(name: OptionName): readonly string[];
}

const table: readonly Option[] = options;

const config = Object.fromEntries(
  table.map(({ name, shorts = [], value }) => [
    name,
    {
      type: value === undefined ? ("boolean" as const) : ("string" as const),
      ...(shorts[0] === undefined ? {} : { short: shorts[0] }),
    },
  ]),
);

/** Throws a UsageError that suggests the intended option, if there is one. */
export function parseArguments(words: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...words],
    options: config,
    strict: false,
    tokens: true,
  });
  const positionals = tokens.flatMap((token) => (token.kind === "positional" ? token.value : []));
  if (positionals.includes("")) {
    throw new UsageError("one of the operands is empty", [
      "name a file or folder, or leave it out; a shell variable may be unset",
    ]);
  }
  const command = commands.find((name) => name === positionals[0]);
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = findOption(token.name, token.rawName, command ?? "check");
    const value = checkedValue(option, token, command ?? "check");
    checkCommand(option, command ?? "check");
    values.set(option.name, [...(values.get(option.name) ?? []), value]);
  }
  return {
    command: command ?? "check",
    operands: command === undefined ? positionals : positionals.slice(1),
    has: (name) => values.has(name),
    last: (name) => values.get(name)?.at(-1),
    all: (name) => values.get(name) ?? [],
  };
}

function findOption(name: string, written: string, command: CommandName): Option {
  const isShort = !written.startsWith("--");
  const option = table.find((it) =>
    isShort ? it.name === name || it.shorts?.includes(name) : it.name === name,
  );
  if (option !== undefined) return option;
  const own = table.filter(({ commands: those = ["check"] }) => those.includes(command));
  const meant = Object.hasOwn(foreignOptions, name) ? foreignOptions[name] : undefined;
  const foreign = own.find((it) => it.name === meant)?.name;
  const help =
    foreign === undefined ? similarOption(name, own) : `this tool calls it \`--${foreign}\``;
  throw new UsageError(`unknown option \`${written}\``, [
    ...(help === undefined ? [] : [help]),
    allOptions(command),
  ]);
}

function allOptions(command: CommandName): string {
  return command === "check"
    ? "`istio-grpc-lint --help` lists all options"
    : `\`istio-grpc-lint ${command} --help\` lists its options`;
}

/** An option of the command itself before those of others. */
function similarOption(name: string, own: readonly Option[]): string | undefined {
  const similar = similarName(name, namesOf(own)) ?? similarName(name, namesOf(table));
  return similar && `an option with a similar name exists: \`--${similar}\``;
}

function namesOf(some: readonly Option[]): readonly string[] {
  return some.map((it) => it.name);
}

interface Written {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** The value of an option; the empty text for a switch. */
function checkedValue(
  option: Option,
  { rawName, value, inlineValue }: Written,
  command: CommandName,
): string {
  const name = `\`${rawName}\``;
  if (option.value === undefined) {
    if (inlineValue !== true) return "";
    if (option.optionalValue !== undefined && value) return value;
    throw new UsageError(`${name} accepts no value`, [`use ${name} without a value`]);
  }
  const named = option.valueFor?.[command] ?? option.value;
  if (value === undefined || value === "") {
    throw new UsageError(`${name} needs a value`, [`use \`--${option.name} ${named}\``]);
  }
  if (inlineValue !== true && isOption(value)) {
    throw new UsageError(`${name} needs a value`, [`use \`--${option.name} ${named}\``]);
  }
  if (inlineValue !== true && /^-./.test(value)) {
    throw new UsageError(`${name} needs a value, and \`${value}\` looks like an option`, [
      `use \`--${option.name} ${named}\``,
      `if \`${value}\` is the value, use \`--${option.name}=${shellWord(value)}\``,
    ]);
  }
  if (option.choices === undefined || option.choices.includes(value)) return value;
  throw new UsageError(`${name} cannot be \`${value}\``, [`choose ${oneOf(option.choices)}`]);
}

/** Whether a word is one of the options, with or without a value. */
function isOption(word: string): boolean {
  const [, dashes, name] = /^(--?)([\w-]+)(?:=|$)/.exec(word) ?? [];
  return table.some((it) =>
    dashes === "--" ? it.name === name : it.shorts?.includes(name ?? "") === true,
  );
}

function shellWord(text: string): string {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function checkCommand(option: Option, command: CommandName): void {
  if ((option.commands ?? ["check"]).includes(command)) return;
  const meant = command === "check" ? namesakes[option.name] : undefined;
  throw new UsageError(`\`${command}\` has no option \`--${option.name}\``, [
    ...(meant === undefined ? [] : [`\`${command}\` calls it \`--${meant}\``]),
    ...(option.name === "output-file"
      ? ["it writes to standard output: redirect that, `> FILE`"]
      : []),
    allOptions(command),
  ]);
}
