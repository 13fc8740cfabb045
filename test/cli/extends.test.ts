import { expect, it } from "vitest";
import { withWarning } from "../support/manifests.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const name = ".istio-grpc-lint.yaml";
const packaged = "node_modules/@acme/mesh/istio-grpc-lint.yaml";

function check(files: Readonly<Record<string, string>>): CliRun {
  const cwd = temporaryFolder({ ".git/HEAD": "", "a.yaml": withWarning, ...files });
  return runCli(["-f", "concise", "a.yaml"], { cwd });
}

function override(rule: string): string {
  return `overrides: [{ files: ["a.yaml"], rules: { ${rule} } }]\n`;
}

it("adds to files and installed packages, the last word wins", () => {
  const shared = "rules: { lb-least-conn-deprecated: off }\n";
  const off = check({ [name]: `extends: "@acme/mesh"\n`, [packaged]: shared });
  expect(off.stdout).toContain("No problems");
  const own = "rules: { lb-least-conn-deprecated: error }\n";
  const on = check({ [name]: `extends: ["@acme/mesh"]\n${own}`, [packaged]: shared });
  expect(on.stdout).toContain("error[lb-least-conn-deprecated]");
  const last = check({
    [name]: `extends: ["@acme/mesh", ./team/shared.yaml]\n`,
    [packaged]: shared,
    "team/shared.yaml": "extends: ./more.yaml\n",
    "team/more.yaml": "rules: { lb-least-conn-deprecated: info }\n",
  });
  expect(last.stdout).toContain("info[lb-least-conn-deprecated]");
});

it("adds up lists of both", () => {
  const { stdout } = check({
    [name]: `extends: ./shared.yaml\n${override("lb-*: info")}`,
    "shared.yaml": override("load-balancing: error"),
  });
  expect(stdout).toContain("info[lb-least-conn-deprecated]");
});

it.each([
  ["./missing.yaml", "`missing.yaml`: it does not exist"],
  ["../outside.yaml", "it is outside the repository"],
  ["not-installed", "`node_modules/not-installed/istio-grpc-lint.yaml`: it does not exist"],
  ["https://example.com/shared.yaml", "URLs are not fetched"],
  ["a/../../b", "it is neither a path nor a package"],
  [`./${name}`, "it extends itself"],
])("says why it cannot extend %s, at its place", (base, reason) => {
  const { status, stderr, stdout } = check({ [name]: `preset: strict\nextends: "${base}"\n` });
  expect(status).toBe(2);
  expect(stdout).toContain(`${name}:2:10: error[not-checked] cannot extend`);
  expect(stderr).toContain(reason);
});

it("reports faults of shared configurations in these", () => {
  const { status, stderr } = check({
    [name]: `extends: "@acme/mesh"\n`,
    [packaged]: "preset: x\n",
  });
  expect(status).toBe(2);
  expect(stderr).toContain(`${packaged}:1:9`);
});
