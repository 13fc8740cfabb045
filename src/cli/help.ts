import { groups, options, type Option } from "./options.ts";

const table: readonly Option[] = options;

/** The text of `--help`: what the commands are, then the options by group. */
export function helpText(): string {
  const column = Math.max(...table.filter(isShown).map((option) => nameOf(option).length)) + 4;
  const sections = groups.map((group) => {
    const lines = table.filter((it) => it.group === group).flatMap((it) => optionLines(it, column));
    return [`${group}:`, ...lines].join("\n");
  });
  return `${[usage, ...sections, footer].join("\n")}\n`;
}

const usage = `Checks the Kubernetes and Istio manifests of gRPC services.

  istio-grpc-lint [check] [PATH… | -]  check files, folders or globs (default: .)
  istio-grpc-lint explain RULE         print the page of a rule
  istio-grpc-lint rules                list all rules
`;

const footer = `
Exit status: 0 no finding fails the run, 1 some do, 2 the work could not be done.`;

function isShown({ group }: Option): boolean {
  return group !== undefined;
}

function nameOf({ name, shorts = [], value }: Option): string {
  const short = shorts[0] === undefined ? "    " : `-${shorts[0]}, `;
  return `${short}--${name}${value === undefined ? "" : ` ${value}`}`;
}

function optionLines(option: Option, column: number): readonly string[] {
  const [first = "", ...rest] = option.help.split("\n");
  return [
    `  ${nameOf(option).padEnd(column - 2)}${first}`,
    ...rest.map((line) => " ".repeat(column) + line),
  ];
}
