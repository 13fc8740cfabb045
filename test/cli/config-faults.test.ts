import { describe, expect, it } from "vitest";
import { clean, withError } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const name = ".istio-grpc-lint.yaml";

/** What is written, the place of the fault, its headline, and a line of help. */
const table: readonly (readonly [string, string, string, string])[] = [
  ["prest: strict\n", "1:1", "unknown key `prest`", "a key with a similar name exists: `preset`"],
  ["prest:\n", "1:1", "unknown key `prest`", "a key with a similar name exists: `preset`"],
  [
    "failureThreshold: warning\nnonsense: 1\nignore: &generated\n  - gen/**\n",
    "2:1",
    "unknown key `nonsense`",
    "the keys here are",
  ],
  ["preset: all\n", "1:9", "`preset` cannot be `all`", "choose `recommended` or `strict`"],
  [
    "rules:\n  grpc-port-undelcared: error\n",
    "2:3",
    "unknown rule `grpc-port-undelcared`",
    "a rule with a similar name exists: `grpc-port-undeclared`",
  ],
  [
    "rules: { mtls: warn }\n",
    "1:16",
    "`mtls` cannot be `warn`",
    "choose `off`, `error`, `warning` or `info`",
  ],
  ["rules: { mtls: true }\n", "1:16", "`mtls` cannot be `true`", "choose `off`"],
  [
    "rules: { unknown-field: { level: off } }\n",
    "1:27",
    "unknown key `level`",
    "the keys here are `severity` and `reason`",
  ],
  [
    "rules: { http2-max-requests-low: { options: { reportUpto: 1 } } }\n",
    "1:47",
    "unknown key `reportUpto`",
    "a key with a similar name exists: `reportUpTo`",
  ],
  [
    "rules: { http2-max-requests-low: { options: { reportUpTo: 0 } } }\n",
    "1:59",
    "`reportUpTo` cannot be below 1",
    "use 1 or more",
  ],
  ["istioVersion: 0.8\n", "1:15", "`istioVersion` cannot be `0.8`", "choose a release from"],
  ["istioVersion: [1]\n", "1:15", "`istioVersion` must be a string or a number", "use a string"],
  ["ignore: vendor\n", "1:9", "`ignore` must be a list", "use a list"],
  [
    "ignore: [/etc]\n",
    "1:10",
    "the glob `/etc` means nothing: globs are relative to a folder, and stay inside it",
    "such as `envs/*/generated`",
  ],
  ["maxWarnings: -1\n", "1:14", "`maxWarnings` cannot be below 0", "use 0 or more"],
  ["maxWarnings: few\n", "1:14", "`maxWarnings` must be a whole number", "use a whole number"],
  ["environments: { dev: [] }\n", "1:22", "`dev` is empty", "set it, or remove it"],
  [
    "external: { hosts: ['https://a.b'] }\n",
    "1:21",
    "an item of `hosts` cannot be `https://a.b`",
    "without scheme, port and path",
  ],
  ["complete: yes please\n", "1:11", "`complete` must be true or false or a list", "use"],
  [
    "overrides:\n  - rules: { mtls: off }\n",
    "2:5",
    "an item of `overrides` names neither `files` nor `resources`",
    "add `files` or `resources`",
  ],
  [
    "overrides:\n  - files: [a]\n",
    "2:5",
    "an item of `overrides` lacks the key `rules`",
    "add `rules`",
  ],
  [
    "overrides:\n  - { resources: [{ kind: VirtualServise }], rules: {} }\n",
    "2:27",
    "`kind` cannot be `VirtualServise`",
    "a similar value exists: `VirtualService`",
  ],
  ["[]\n", "1:1", "the file must be a map of keys", "use a map of keys"],
  ["preset: strict\npreset: strict\n", "2:1", "the key `preset` is there twice", "merge the two"],
  ["preset: strict\n---\nignore: []\n", "3:1", "this file holds two documents", "merge them"],
  ["rules: {\n", "", "", "fix the YAML"],
];

describe("a configuration that cannot be meant ends the run with 2, and is shown:", () => {
  for (const [text, place, headline, help] of table) {
    it(JSON.stringify(text), () => {
      const run = runCli([], { cwd: temporaryFolder({ "a.yaml": clean, [name]: text }) });
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toContain(`error: ${headline}`);
      expect(run.stderr).toContain(`--> ${name}:${place}`);
      expect(run.stderr).toMatch(/ = help: /);
      expect(run.stderr).toContain(help);
      expect(run.stderr).toMatch(/\nNo file was checked\.\n$/);
    });
  }

  it("all faults at once, with a frame each", async () => {
    const text = "preset: recomended\nrules:\n  unknown-feild: error\n  mtls: of\nfoo: 1\n";
    const run = runCli([], { cwd: temporaryFolder({ "a.yaml": clean, [name]: text }) });
    await expect(run.stderr).toMatchFileSnapshot("expected/config-faults.txt");
  });

  it("keys with nothing behind them say nothing", () => {
    const text = "rules:\n# mtls: off\noverrides:\nexternal:\nignore:\n";
    const run = runCli([], { cwd: temporaryFolder({ "a.yaml": clean, [name]: text }) });
    expect(run).toMatchObject({ status: 0, stderr: "" });
  });
});

describe("exit status 2, with help, of", () => {
  const files = { "a.yaml": withError, "ok.yaml": "" };
  const both = { ...files, [name]: "", ".istio-grpc-lint.yml": "" };
  for (const [title, args, stderr, world] of [
    [
      "a configuration that is not there",
      "-c gone.yaml",
      /configuration `gone\.yaml`: it does not/,
      files,
    ],
    ["one that is a folder", "-c .", /cannot read the configuration `.*`: it is a folder/, files],
    ["two configurations", "", /there are two configurations: `\.istio-.*yaml` and/, both],
    ["--config with --no-config", "-c ok.yaml --no-config", /are mutually exclusive/, files],
    ["an unknown rule in --rule", "--rule unknown-feild=off", /`unknown-field`/, files],
    ["a --rule without severity", "--rule mtls", /use `NAME=error`/, files],
    ["a bad severity in --rule", "--rule mtls=fatal", /use `NAME=error`/, files],
    ["an unknown preset", "--preset all", /choose `recommended` or `strict`/, files],
    ["a glob that means nothing", "--ignore-pattern /x", /use a glob/, files],
  ] as const) {
    it(title, () => {
      const run = runCli(args === "" ? [] : args.split(" "), { cwd: temporaryFolder(world) });
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toMatch(stderr);
      expect(run.stderr).toMatch(/^ +(?:= )?= ?help: |= help: /m);
    });
  }
});
