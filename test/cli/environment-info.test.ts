import { expect, it } from "vitest";
import { clean } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

it("prints facts for reports of bugs, and nothing of the machine or the manifests", () => {
  const cwd = temporaryFolder({ "a.yaml": clean, ".istio-grpc-lint.yaml": "preset: strict\n" });
  const environment = { GITHUB_ACTIONS: "true", SECRET: "hidden" };
  const { status, stdout } = runCli(["--env-info"], { cwd, environment });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^istio-grpc-lint: \d+\.\d+\.\d+$/m);
  expect(stdout).toContain(`runtime: Node.js ${process.versions.node} on ${process.platform}`);
  expect(stdout).toContain("configuration: found (preset strict,");
  expect(stdout).toContain('GITHUB_ACTIONS="true"');
  expect(stdout).not.toContain("hidden");
  expect(stdout).not.toContain(cwd);
});

it("works with a configuration that does not", () => {
  const cwd = temporaryFolder({ ".istio-grpc-lint.yaml": "preset: no\n" });
  const { status, stdout } = runCli(["--env-info"], { cwd });
  expect(status).toBe(0);
  expect(stdout).toContain("configuration: found, but cannot be used");
});
