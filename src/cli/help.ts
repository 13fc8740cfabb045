import { groups, options, type Option } from "./options.ts";

const table: readonly Option[] = options;

/** The text of `--help`: what the commands are, then the options by group. */
export function helpText(): string {
  const column = Math.max(...table.filter(isShown).map((option) => nameOf(option).length)) + 4;
  const sections = groups.map((group) => {
    const shown = table.filter((it) => it.group === group && it.beside === undefined);
    return [`${group}:`, ...shown.flatMap((option) => optionLines(option, column))].join("\n");
  });
  return `${[usage, ...sections, footer].join("\n")}\n`;
}

const usage = `Checks the Kubernetes and Istio manifests of gRPC services.

  istio-grpc-lint [check] [PATH… | -]  check files, folders or globs (default: .)
  istio-grpc-lint explain RULE         print the page of a rule
  istio-grpc-lint rules                list all rules
  istio-grpc-lint init                 write a commented .istio-grpc-lint.yaml
  istio-grpc-lint completion SHELL     print completions for bash, zsh or fish
`;

const footer = `Exit status: 0 no finding fails the run, 1 some do, 2 the work could not be done.`;

function isShown({ group, beside }: Option): boolean {
  return group !== undefined && beside === undefined;
}

/** An option with those on its line: `-c, --config FILE, --no-config`. */
function nameOf(option: Option): string {
  const others = table.filter(({ beside }) => beside === option.name);
  const short = option.shorts?.[0] === undefined ? "    " : `-${option.shorts[0]}, `;
  return `${short}${[option, ...others].map(longName).join(", ")}`;
}

function longName({ name, value }: Option): string {
  return `--${name}${value === undefined ? "" : ` ${value}`}`;
}

function optionLines(option: Option, column: number): readonly string[] {
  const [first = "", ...rest] = option.help.split("\n");
  return [
    `  ${nameOf(option).padEnd(column - 2)}${first}`,
    ...rest.map((line) => " ".repeat(column) + line),
  ];
}
