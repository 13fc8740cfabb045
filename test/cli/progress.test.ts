import { describe, expect, it } from "vitest";
import type { Host } from "../../src/cli/host.ts";
import { startProgress } from "../../src/cli/progress.ts";
import { withError } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** What standard error gets of a run whose stages end at these times, in milliseconds. */
function progressOf(isTerminal: boolean, times: readonly [number, number, number]): string {
  let said = "";
  let time = 0;
  const host: Host = {
    environment: {},
    workingFolder: "/",
    v8: "",
    runtime: "Node.js",
    holdSignals: () => {
      throw new Error("nothing is written");
    },
    openStreams: () => {
      throw new Error("nobody talks");
    },
    openInput: () => {
      throw new Error("nobody reads");
    },
    output: { isTerminal: false, width: undefined },
    errors: { isTerminal, width: 80 },
    mixesErrors: () => false,
    now: () => time,
    print: () => {
      throw new Error("progress is no report");
    },
    complain: (text) => {
      said += text;
    },
    printToErrors: () => {
      throw new Error("progress is no report");
    },
  };
  const source = { path: "a.yaml", text: "" };
  const progress = startProgress({ targets: [source, source], context: [], complaints: [] }, host);
  for (const [index, stage] of (["parse", "model", "rules"] as const).entries()) {
    time = times[index] ?? 0;
    progress.end(stage);
  }
  progress.clear();
  return said;
}

describe("progress", () => {
  it("is one line on a terminal once a run takes more than a second, and goes away", () => {
    expect(progressOf(true, [900, 1500, 2500])).toBe(
      "Checking 2 files: running rules\r\u001B[KChecking 2 files: sorting findings\r\u001B[K",
    );
  });

  it("is nothing for shorter runs", () => {
    expect(progressOf(true, [100, 200, 300])).toBe("");
  });

  it("is nothing in a pipe", () => {
    expect(progressOf(false, [900, 1500, 2500])).toBe("");
    const many = Array.from({ length: 4000 }, () => withError).join("---\n");
    const run = runCli(["a.yaml", "-f", "json"], { cwd: temporaryFolder({ "a.yaml": many }) });
    expect(run).toMatchObject({ status: 1, stderr: "" });
  });
});
