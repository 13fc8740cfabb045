import { renderers } from "../report/index.ts";
import type { CommandName } from "./option.ts";

/** What a command's help says of it besides its options; completions and the parsers of formats use the same. */
export interface CommandEntry {
  /** In a few words: shells show it next to the name. */
  readonly summary: string;
  /** One sentence. */
  readonly about: string;
  /** What may follow the name. */
  readonly operands: string;
  /** What that means. */
  readonly meaning: string;
  /** What `-f` may be, the default first; none for commands without. */
  readonly formats: readonly [string, ...string[]] | undefined;
  /** Command lines without the tool's name, with what they are for. */
  readonly examples: readonly [readonly [string, string], readonly [string, string]];
  /** What status 0 means, and 1 where there is such. */
  readonly status: string;
}

const manifests = "PATH is a file, a folder or a glob (default: .), or `-` for standard input.";
const findings = "0 no finding fails the run, 1 some do";

/** Every command. */
export const commandTable = {
  check: {
    summary: "check files, folders or globs",
    about: "Checks the Kubernetes and Istio manifests of gRPC services.",
    operands: "[PATH… | -]",
    meaning: manifests,
    formats: ["pretty", ...Object.keys(renderers).filter((it) => it !== "pretty")],
    examples: [
      ["k8s/", "check a folder"],
      ["--fix k8s/", "make the safe fixes"],
    ],
    status: findings,
  },
  route: {
    summary: "show what happens to one call",
    about: "Shows what happens to one gRPC call, from the manifests only.",
    operands: "--from CALLER --to HOST[:PORT] --call pkg.Service/Method [PATH…]",
    meaning: manifests,
    formats: ["pretty", "json", "mermaid"],
    examples: [
      ["route --from shop/web --to cart:7070 --call shop.v1.Cart/Get k8s/", "a call in the mesh"],
      [
        "route --from gateway:shop/public --to api.example.com:443 --tls api.example.com --call shop.v1.Cart/Get k8s/",
        "one from outside",
      ],
    ],
    status: "0 the call was followed to its end",
  },
  test: {
    summary: "run route tests",
    about: "Runs route tests: calls and their expected outcomes.",
    operands: "[FILE | FOLDER…]",
    meaning: "Tests are files named *.mesh-test.yaml (default: those below .).",
    formats: ["pretty", "tap", "junit"],
    examples: [
      ["test", "all tests below the working folder"],
      ["test -f junit --manifests k8s/ tests/", "the tests of a folder, for CI"],
    ],
    status: "0 all tests pass, 1 some fail",
  },
  report: {
    summary: "show what each gRPC service gets",
    about: "Shows what each gRPC service gets from the mesh, compared with plain Kubernetes.",
    operands: "[PATH…]",
    meaning: manifests,
    formats: ["pretty", "markdown", "json", "html"],
    examples: [
      ["report k8s/", "all services"],
      ["report -f html k8s/ > mesh.html", "a page with a picture of the mesh"],
    ],
    status: "0 the report is complete",
  },
  graph: {
    summary: "draw services, gateways and routes",
    about: "Draws gateways, gRPC services with their subsets, external hosts, routes and policies.",
    operands: "[PATH…]",
    meaning: manifests,
    formats: ["mermaid", "dot", "json", "svg", "html"],
    examples: [
      ["graph -f svg k8s/ > mesh.svg", "the whole mesh"],
      ["graph --focus shop/cart k8s/", "one service and its neighbours, as Mermaid"],
    ],
    status: "0 the picture is complete",
  },
  smoke: {
    summary: "print test calls as a script",
    about: "Prints a grpcurl command for each route and matching RPC, as a shell script.",
    operands: "[PATH…]",
    meaning: `${manifests} Without the .proto files only RPCs that routes name are known.`,
    formats: undefined,
    examples: [
      ["smoke k8s/ protos/", "print the calls"],
      ["smoke k8s/ protos/ > smoke.sh", "keep them as a script to run"],
    ],
    status: "0 a script was printed",
  },
  diff: {
    summary: "print what changes for calls",
    about: "Shows what changes for calls between two Git revisions, or two folders.",
    operands: "BASE [HEAD]",
    meaning: "BASE and HEAD are revisions or folders; without HEAD: the working tree.",
    formats: ["pretty", "markdown", "json"],
    examples: [
      ["diff origin/main", "what the working tree changes"],
      ["diff --fail-on opened-access,dropped-route v1.4.0 v1.5.0", "fail on some changes"],
    ],
    status: "0, 1 a change that --fail-on names",
  },
  "upgrade-check": {
    summary: "show what another Istio release changes",
    about: "Shows what another Istio release changes for the manifests.",
    operands: "--from VERSION [--to VERSION] [PATH…]",
    meaning: manifests,
    formats: ["pretty", ...Object.keys(renderers).filter((it) => it !== "pretty")],
    examples: [
      ["upgrade-check --from 1.27 k8s/", "to the newest known release"],
      ["upgrade-check --from 1.27 --to 1.30 -f concise k8s/", "to another one, a line a finding"],
    ],
    status: findings,
  },
  explain: {
    summary: "print the page of a rule",
    about: "Prints the page of a rule, or the rules of a topic.",
    operands: "RULE | TOPIC",
    meaning: "Rules and their topics are what `istio-grpc-lint rules` lists.",
    formats: undefined,
    examples: [
      ["explain subset-undefined", "why, a bad and a good example, the fix, the sources"],
      ["explain retries", "the rules of a topic"],
    ],
    status: "0 the page was printed",
  },
  rules: {
    summary: "list all rules",
    about: "Lists the rules of a check: name, severity, topic and what each one finds.",
    operands: "",
    meaning: "",
    formats: ["text", "json"],
    examples: [
      ["rules", "a line a rule"],
      ["rules -f json", "with presets, options and addresses of pages"],
    ],
    status: "0 the rules were printed",
  },
  init: {
    summary: "write a commented configuration",
    about:
      "Writes `.istio-grpc-lint.yaml` into the working folder: all keys, commented, nothing changed.",
    operands: "",
    meaning: "",
    formats: undefined,
    examples: [
      ["init", "write the file; an existing one is kept"],
      ["check --print-config", "see the settings in effect"],
    ],
    status: "0 the file was written",
  },
  completion: {
    summary: "print completions for a shell",
    about:
      "Prints a script that completes commands, options, values and names of rules in a shell.",
    operands: "SHELL",
    meaning: "SHELL is bash, zsh or fish.",
    formats: undefined,
    examples: [
      ["completion bash > ~/.local/share/bash-completion/completions/istio-grpc-lint", "for bash"],
      ["completion fish > ~/.config/fish/completions/istio-grpc-lint.fish", "for fish"],
    ],
    status: "0 the script was printed",
  },
  server: {
    summary: "run the language server for editors",
    about: "Serves editors by the Language Server Protocol, over standard input and output.",
    operands: "--stdio",
    meaning: "Standard input and output are the only transport.",
    formats: undefined,
    examples: [
      ["server --stdio", "what an editor runs"],
      ["server --stdio --istio-version 1.27", "for an Istio release"],
    ],
    status: "0 the editor ended the session",
  },
} as const satisfies Readonly<Record<CommandName, CommandEntry>>;
