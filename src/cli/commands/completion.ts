import type { Rule } from "../../rule/rule.ts";
import { oneOf } from "../../text/lists.ts";
import { commandTable } from "../command-table.ts";
import { UsageError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { commands, type CommandName, type Option } from "../option.ts";
import { options } from "../options.ts";
import type { Arguments } from "../parse-arguments.ts";

const table: readonly Option[] = options;

const shells = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** Prints the script that completes commands, options, values and names of rules in a shell. */
export function completion(
  { operands }: Arguments,
  host: Host,
  rules: readonly Rule[],
): ExitStatus {
  const shellNames = Object.keys(shells);
  const [name, ...others] = operands;
  const shell = shellNames.find((it): it is keyof typeof shells => it === name);
  if (shell === undefined || others.length > 0) {
    const fault =
      name === undefined || others.length > 0
        ? "`completion` needs the name of one shell"
        : `there are no completions for \`${name}\``;
    throw new UsageError(fault, [`choose ${oneOf(shellNames)}`]);
  }
  host.print(shells[shell](namesOf(rules)));
  return 0;
}

const tool = "istio-grpc-lint";

/** What scripts complete that is not in the option table. */
interface Names {
  readonly rules: readonly string[];
  readonly topics: readonly string[];
}

function namesOf(rules: readonly Rule[]): Names {
  return {
    rules: rules.map(({ id }) => id),
    topics: [...new Set(rules.map(({ topic }) => topic))],
  };
}

/** The values of an option: its choices, or names of formats, rules and topics. */
function valuesOf(
  { name, choices }: Option,
  names: Names,
  command: CommandName = "check",
): readonly string[] {
  if (name === "format") return commandTable[command].formats ?? [];
  if (name === "only" || name === "skip") return [...names.topics, ...names.rules];
  return choices ?? [];
}

function helpOf(option: Option, command: CommandName): string {
  if (option.name === "format") return "format of the output";
  return option.helpFor?.[command] ?? option.alone ?? option.help;
}

function takesFile({ value, isFile, choices }: Option): boolean {
  return value !== undefined && (isFile === true || choices === undefined);
}

function wordsOf({ name, shorts = [] }: Option): readonly string[] {
  return [`--${name}`, ...shorts.map((short) => `-${short}`)];
}

function optionsOf(command: CommandName): readonly Option[] {
  return table.filter((option) => (option.commands ?? ["check"]).includes(command));
}

function bashScript(names: Names): string {
  const withValues = table.filter((option) => valuesOf(option, names).length > 0);
  const values = withValues.map((option) => {
    const byCommand = option.name === "format" ? formatsBash() : undefined;
    const words = byCommand ?? `words="${valuesOf(option, names).join(" ")}"`;
    return `    ${wordsOf(option).join("|")}) ${words} ;;`;
  });
  const plain = table.filter(
    (option) => option.value !== undefined && !withValues.includes(option),
  );
  const flags = commands.map(
    (command) => `      ${command}) words="${optionsOf(command).flatMap(wordsOf).join(" ")}" ;;`,
  );
  return `# bash completion of ${tool}
_istio_grpc_lint() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=check words= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${commands.join("|")}) command=$word; break ;; esac
  done
  case $previous in
${values.join("\n")}
    ${plain.flatMap(wordsOf).join("|")}) COMPREPLY=($(compgen -f -- "$current")); return ;;
    explain) words="${[...names.topics, ...names.rules].join(" ")}" ;;
    completion) words="${Object.keys(shells).join(" ")}" ;;
  esac
  if [[ -z $words && $current == -* ]]; then
    case $command in
${flags.join("\n")}
    esac
  elif [[ -z $words && $COMP_CWORD -eq 1 ]]; then
    words="${commands.join(" ")}"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ -z $words || $COMP_CWORD -eq 1 ]] && [[ $current != -* ]]; then
    COMPREPLY+=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _istio_grpc_lint ${tool}
`;
}

const withFormats = commands.filter((it) => commandTable[it].formats !== undefined);

function formatsBash(): string {
  const cases = withFormats.map(
    (it) => `${it}) words="${(commandTable[it].formats ?? []).join(" ")}" ;;`,
  );
  return `case $command in ${cases.join(" ")} esac`;
}

/** For zsh, whose single quotes hold everything but themselves. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function zshScript(names: Names): string {
  const specs = (command: CommandName): string =>
    optionsOf(command)
      .flatMap((option) => zshSpecs(option, names, command))
      .map(quoted)
      .join(" \\\n        ");
  const cases = commands.map(
    (command) =>
      `    ${command})\n      _arguments -s -S \\\n        ${specs(command)} \\\n        ${quoted(zshOperands(command, names))} ;;`,
  );
  const list = commands.map((command) => quoted(`${command}:${commandTable[command].summary}`));
  return `#compdef ${tool}
_istio_grpc_lint() {
  local command=check word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case $word in ${commands.join("|")}) command=$word; break ;; esac
  done
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    local -a commands=(${list.join(" ")})
    _describe command commands
  fi
  case $command in
${cases.join("\n")}
  esac
}
if [[ $funcstack[1] == _${tool} ]]; then _istio_grpc_lint "$@"; else compdef _istio_grpc_lint ${tool}; fi
`;
}

function zshSpecs(option: Option, names: Names, command: CommandName): readonly string[] {
  const help = helpOf(option, command)
    .split("\n")
    .join(" ")
    .replaceAll(/[[\]:]/g, "\\$&");
  const values = valuesOf(option, names, command);
  const name = option.value?.replaceAll(/[[\]:=]/g, "\\$&") ?? "";
  const action = values.length > 0 ? `(${values.join(" ")})` : takesFile(option) ? "_files" : "";
  const value = option.value === undefined ? "" : `:${name}:${action}`;
  const often = option.repeatable === true ? "*" : "";
  return wordsOf(option).map((word) => `${often}${word}${zshJoin(word, option)}[${help}]${value}`);
}

/** Allows a value in the same word: `--format=json`, `-fjson`. */
function zshJoin(word: string, { value }: Option): string {
  if (value === undefined) return "";
  return word.startsWith("--") ? "=" : "+";
}

function zshOperands(command: CommandName, names: Names): string {
  if (command === "explain")
    return `*:rule:(${[command, ...names.topics, ...names.rules].join(" ")})`;
  if (command === "completion") return `*:shell:(${Object.keys(shells).join(" ")})`;
  return "*:path:_files";
}

function fishScript(names: Names): string {
  const noCommand = `not __fish_seen_subcommand_from ${commands.filter((it) => it !== "check").join(" ")}`;
  const lines = [
    ...commands.map(
      (command) =>
        `-n __fish_use_subcommand -a ${command} -d ${quoted(commandTable[command].summary)}`,
    ),
    `-n '__fish_seen_subcommand_from explain' -f -a ${quoted([...names.topics, ...names.rules].join(" "))}`,
    `-n '__fish_seen_subcommand_from completion' -f -a ${quoted(Object.keys(shells).join(" "))}`,
    ...table.flatMap((option) =>
      option.name === "format"
        ? fishFormats(option, noCommand)
        : [fishOption(option, noCommand, names)],
    ),
  ];
  return `# fish completion of ${tool}\n${lines.map((line) => `complete -c ${tool} ${line}\n`).join("")}`;
}

/** Each command has formats of its own. */
function fishFormats({ name, shorts = [] }: Option, noCommand: string): readonly string[] {
  return withFormats.map((command) => {
    const where = command === "check" ? noCommand : `__fish_seen_subcommand_from ${command}`;
    const flags = [...shorts.map((short) => `-s ${short}`), `-l ${name}`].join(" ");
    const values = quoted((commandTable[command].formats ?? []).join(" "));
    return `-n ${quoted(where)} ${flags} -x -a ${values} -d 'format of the output'`;
  });
}

function fishOption(option: Option, noCommand: string, names: Names): string {
  const others = (option.commands ?? []).filter((command) => command !== "check");
  const where =
    others.length === 0
      ? `-n ${quoted(noCommand)}`
      : others.length === commands.length - 1
        ? ""
        : `-n ${quoted(`${noCommand}; or __fish_seen_subcommand_from ${others.join(" ")}`)}`;
  const values = valuesOf(option, names);
  const shorts = (option.shorts ?? []).map((short) => `-s ${short}`);
  const value =
    values.length > 0
      ? `-x -a ${quoted(values.join(" "))}`
      : takesFile(option)
        ? "-r"
        : option.value === undefined
          ? ""
          : "-x";
  const help = `-d ${quoted((option.alone ?? option.help).split("\n")[0] ?? "")}`;
  return [where, ...shorts, `-l ${option.name}`, value, help].filter((it) => it !== "").join(" ");
}
