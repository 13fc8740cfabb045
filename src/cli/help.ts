import { groups, type CommandName, type Option } from "./option.ts";
import { options } from "./options.ts";

const table: readonly Option[] = options;

/** The text of `--help`: the commands, then the options of a check by group; of another command with options of its own. */
export function helpText(command: CommandName = "check"): string {
  const usage = usages[command];
  const isAsking = usage !== undefined;
  const own = table.filter(
    (it) =>
      isShown(it) &&
      (isAsking ? isOptionOf(it, command) && it.name !== "format" : it.group !== "Ask") &&
      !(command === "upgrade-check" && it.group === "Ask"),
  );
  const column = Math.max(...own.map((option) => nameOf(option).length)) + 4;
  const sections = groups.flatMap((group) => {
    const shown = own.filter((it) => it.group === group);
    if (shown.length === 0) return [];
    return [[`${group}:`, ...shown.flatMap((option) => optionLines(option, column))].join("\n")];
  });
  return `${[usage?.head ?? mainUsage, ...sections, usage?.footer ?? footer].join("\n")}\n`;
}

function isOptionOf({ commands = ["check"] }: Option, command: CommandName): boolean {
  return commands.includes(command);
}

interface Usage {
  readonly head: string;
  readonly footer: string;
}

const read = "2 the run itself failed (bad flag, configuration, unreadable file)";

/** Commands with a text of their own. */
const usages: Partial<Readonly<Record<CommandName, Usage>>> = {
  "upgrade-check": {
    head: `Shows what another Istio release changes for the manifests.

  istio-grpc-lint upgrade-check --from VERSION --to VERSION [PATH…]

\`--from\` is the release that is installed, \`--to\` the one to upgrade to (default: the newest known).
\`-f\` is any format of a check.
`,
    footer: `Exit status: 0 no finding fails the run, 1 some do, ${read}.`,
  },
  route: {
    head: `Shows what happens to one gRPC call, from the manifests only.

  istio-grpc-lint route --from CALLER --to HOST:PORT --call pkg.Service/Method PATH…

\`-f\` is pretty (default), json or mermaid.
`,
    footer: `Exit status: 0 the call was followed to its end, ${read}.`,
  },
  test: {
    head: `Runs route tests: calls and their expected outcomes.

  istio-grpc-lint test [FILE or FOLDER…]   *.mesh-test.yaml (default: those below .)

\`-f\` is pretty (default), tap or junit.
`,
    footer: `Exit status: 0 all tests pass, 1 some fail, ${read}.`,
  },
  diff: {
    head: `Shows what changes for calls between two Git revisions, or two folders.

  istio-grpc-lint diff BASE [HEAD]   without HEAD: the working tree

\`-f\` is pretty (default), markdown or json.
`,
    footer: `Exit status: 0, 1 a change that --fail-on names, ${read}.`,
  },
  graph: {
    head: `Draws gateways, gRPC services with their subsets, external hosts, routes and policies.

  istio-grpc-lint graph [PATH…]

\`-f\` is mermaid (default), dot, json, svg or html.
`,
    footer: `Exit status: 0 the picture is complete, ${read}.`,
  },
  smoke: {
    head: `Prints a grpcurl command for each route and matching RPC, as a shell script.

  istio-grpc-lint smoke [PATH…]
`,
    footer: `Exit status: 0 a script was printed, ${read}.`,
  },
  report: {
    head: `Shows what each gRPC service gets from the mesh, compared with plain Kubernetes.

  istio-grpc-lint report [PATH…]

\`-f\` is pretty (default), markdown, json or html.
`,
    footer: `Exit status: 0 the report is complete, ${read}.`,
  },
};

const mainUsage = `Checks the Kubernetes and Istio manifests of gRPC services.

  istio-grpc-lint [check] [PATH… | -]   check files, folders or globs (default: .)
  istio-grpc-lint route, test, diff     follow a call, run route tests, compare versions
  istio-grpc-lint report, graph, smoke, upgrade-check  report on services, draw, try, upgrade
  istio-grpc-lint rules, explain RULE   list all rules, print the page of one
  istio-grpc-lint init, completion SHELL, server  write a configuration, complete, run for editors
`;

const footer = `Exit status: 0 no finding fails the run, 1 some do, 2 the run itself failed.`;

function isShown({ group, beside }: Option): boolean {
  return group !== undefined && beside === undefined;
}

/** An option with those on its line: `-c, --config FILE, --no-config`. */
function nameOf(option: Option): string {
  const others = table.filter(({ beside }) => beside === option.name);
  const short = option.shorts?.[0] === undefined ? "    " : `-${option.shorts[0]}, `;
  return `${short}${[option, ...others].map(longName).join(", ")}`;
}

function longName({ name, value, optionalValue }: Option): string {
  if (optionalValue !== undefined) return `--${name}[=${optionalValue}]`;
  return `--${name}${value === undefined ? "" : ` ${value}`}`;
}

function optionLines(option: Option, column: number): readonly string[] {
  const [first = "", ...rest] = option.help.split("\n");
  return [
    `  ${nameOf(option).padEnd(column - 2)}${first}`,
    ...rest.map((line) => " ".repeat(column) + line),
  ];
}
