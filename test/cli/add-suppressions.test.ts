import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { withError } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const textIn = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");

describe("--add-suppressions", () => {
  it("silences all findings of the demo, and changes nothing else", () => {
    const folder = temporaryFolder();
    cpSync("fixtures/demo", folder, { recursive: true });
    const before = runCli(["-f", "json"], { cwd: folder });
    const { summary } = Object(JSON.parse(before.stdout));
    const { status, stdout, stderr } = runCli(
      ["--add-suppressions", "--reason", "known in May", "-f", "json"],
      { cwd: folder },
    );
    expect(status).toBe(0);
    const after = Object(JSON.parse(stdout));
    const found = summary.errors + summary.warnings + summary.infos;
    expect(stderr).toBe(`Suppressed ${found} findings in 9 files.\n`);
    expect(after.diagnostics).toEqual([]);
    expect(after.suppressed).toHaveLength(found);
    expect(
      after.suppressed.every((each: { reason: string }) => each.reason === "known in May"),
    ).toBe(true);
    const changed = textIn(folder, "checkout/virtualservice.yaml");
    expect(changed.replaceAll(/ # istio-grpc-lint: .*$/gm, "")).toBe(
      readFileSync("fixtures/demo/checkout/virtualservice.yaml", "utf8"),
    );
  });

  it("adds to a comment that is there, and goes above blocks of text", () => {
    const folder = temporaryFolder();
    cpSync("fixtures/demo", folder, { recursive: true });
    runCli(["--add-suppressions"], { cwd: folder });
    expect(textIn(folder, "checkout/virtualservice.yaml")).toContain(
      "# istio-grpc-lint: ignore[retry-on-drops-connection-conditions, retry-on-whitespace]\n",
    );
    expect(textIn(folder, "checkout/deployment.yaml")).toContain(
      "    # istio-grpc-lint: ignore[annotation-misplaced]\n    proxy.istio.io/config: |\n",
    );
  });

  it("shows with --diff what it would write, and keeps line ends", () => {
    const windows = withError.replaceAll("\n", "\r\n");
    const folder = temporaryFolder({ "a.yaml": windows });
    const { status, stdout } = runCli(["--add-suppressions", "--diff"], { cwd: folder });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^\+.*# istio-grpc-lint: ignore\[[a-z-]+\]\r$/m);
    expect(textIn(folder, "a.yaml")).toBe(windows);
  });

  it("silences no more than is asked for", () => {
    const folder = temporaryFolder({ "a.yaml": withError });
    const { stderr } = runCli(["--add-suppressions", "--only", "connections"], { cwd: folder });
    expect(stderr).toBe("Suppressed 0 findings in 0 files.\n");
    expect(textIn(folder, "a.yaml")).toBe(withError);
  });

  it("leaves JSON as it is", () => {
    const json = JSON.stringify(parseAllDocuments(withError)[0]?.toJSON());
    const folder = temporaryFolder({ "a.json": json });
    const { status, stderr } = runCli(["--add-suppressions"], { cwd: folder });
    expect(stderr).toBe("Suppressed 0 findings in 0 files.\n");
    expect(status).toBe(1);
    expect(textIn(folder, "a.json")).toBe(json);
  });

  it.each([
    [["--reason", "x"], "`--reason` has no effect alone"],
    [["--add-suppressions", "--fix"], "cannot be given together"],
    [["--add-suppressions", "--no-inline-suppressions"], "comments have no effect"],
    [["--add-suppressions", "--reason", "a\nb"], "must be one line"],
  ])("refuses %j", (args, words) => {
    const { status, stderr } = runCli([...args, "fixtures/demo"]);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
