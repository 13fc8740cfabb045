import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, readFileSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { clean, withError } from "../support/manifests.ts";
import type { CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** The shell commands below a heading of the README, a block each. */
function commandsBelow(heading: string): readonly string[] {
  const readme = readFileSync("README.md", "utf8");
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
}

/** What others install for themselves prints a manifest here. */
const stubs = {
  "bin/helm": `#!/bin/sh\nexec cat <<'END'\n${clean}END\n`,
  "bin/kustomize": `#!/bin/sh\nexec cat <<'END'\n${withError}END\n`,
};

function runIn(cwd: string, script: string, bin: string): CliRun {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script], {
    cwd,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: [bin, process.env["PATH"] ?? ""].join(delimiter),
      npm_config_prefer_offline: "true",
      npm_config_loglevel: "error",
    },
  });
  return { status, stdout, stderr };
}

it("is installed and run as the README says", { timeout: 300_000 }, () => {
  const folder = temporaryFolder({ ...stubs, "project/k8s/good.yaml": clean });
  const bin = join(folder, "bin");
  for (const name of readdirSync(bin)) chmodSync(join(bin, name), 0o755);
  const clone = join(folder, "istio-grpc-lint");
  cpSync(".", clone, {
    recursive: true,
    filter: (path) => !/^(?:\.git|node_modules|dist|coverage)$/.test(path),
  });

  const [make = "", use = ""] = commandsBelow("Install");
  expect(runIn(clone, make, bin)).toMatchObject({ status: 0 });
  const [install = "", check = "", chart = "", overlay = ""] = use.trimEnd().split("\n");
  const project = join(folder, "project");
  expect(runIn(project, install, bin)).toMatchObject({ status: 0 });
  const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  expect(Object.keys(manifest.devDependencies)).toEqual(["istio-grpc-lint"]);

  for (const command of [check, chart]) {
    expect(runIn(project, command, bin), command).toMatchObject({ status: 0, stderr: "" });
  }
  const found = runIn(project, overlay, bin);
  expect(found).toMatchObject({ status: 1, stderr: "" });
  expect(found.stdout).toContain("error[unknown-field]");

  const [demo = ""] = /npm start(?= )/.exec(commandsBelow("Try it").join("")) ?? [];
  const shown = runIn(clone, demo, bin);
  expect(shown).toMatchObject({ status: 0 });
  expect(shown.stdout).toContain("fixtures/demo/");
});
