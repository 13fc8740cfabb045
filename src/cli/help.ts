import { groups, type CommandName, type Option } from "./option.ts";
import { options } from "./options.ts";

const table: readonly Option[] = options;

/** The text of `--help`: the commands, then the options of a check by group; of another command with options of its own. */
export function helpText(command: CommandName = "check"): string {
  const isAsking = command === "route";
  const own = table.filter(
    (it) =>
      isShown(it) &&
      (isAsking ? isOptionOf(it, command) && it.name !== "format" : it.group !== "Route"),
  );
  const column = Math.max(...own.map((option) => nameOf(option).length)) + 4;
  const sections = groups.flatMap((group) => {
    const shown = own.filter((it) => it.group === group);
    if (shown.length === 0) return [];
    return [[`${group}:`, ...shown.flatMap((option) => optionLines(option, column))].join("\n")];
  });
  const head = isAsking ? routeUsage : usage;
  return `${[head, ...sections, isAsking ? routeFooter : footer].join("\n")}\n`;
}

function isOptionOf({ commands = ["check"] }: Option, command: CommandName): boolean {
  return commands.includes(command);
}

const routeUsage = `Says what becomes of one gRPC call, from the manifests alone.

  istio-grpc-lint route --from CALLER --to HOST:PORT --call pkg.Service/Method PATH…

\`-f\` is pretty (default), json or mermaid.
`;

const routeFooter = `Exit status: 0 the call was followed to its end, 2 the work could not be done.`;

const usage = `Checks the Kubernetes and Istio manifests of gRPC services.

  istio-grpc-lint [check] [PATH… | -]   check files, folders or globs (default: .)
  istio-grpc-lint route, test [PATH…]   say what becomes of a call, run route tests
  istio-grpc-lint diff BASE [HEAD]      say what a change does to calls
  istio-grpc-lint rules, explain RULE   list all rules, print the page of one
  istio-grpc-lint init, completion SHELL  write a configuration, print shell completions
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
