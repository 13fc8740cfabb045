import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { clean, withError } from "../support/manifests.ts";
import { cliEntry, plainEnvironment, runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Watched {
  /** What both streams said from the run before up to the end of this one. */
  readonly next: () => Promise<string>;
}

function startWatch(cwd: string, ...args: readonly string[]): Watched {
  const child = spawn(process.execPath, [cliEntry, "--watch", "-f", "concise", ...args], {
    cwd,
    env: plainEnvironment(),
  });
  onTestFinished(() => {
    child.kill();
  });
  let said = "";
  let wake: (() => void) | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      wake?.();
    });
  }
  return {
    next: async () => {
      while (!said.includes("Ctrl-C")) {
        await new Promise<void>((settle) => {
          wake = settle;
        });
      }
      // Standard output may arrive after standard error.
      await new Promise((settle) => {
        setTimeout(settle, 100);
      });
      const text = said;
      said = "";
      return text;
    },
  };
}

const route = (subset: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\nspec: { hosts: [a], http: [{ route: [{ destination: { host: a, subset: ${subset} } }] }] }\n`;

describe("--watch", () => {
  it("checks again when a file changes, comes, or is configured otherwise", async () => {
    const cwd = temporaryFolder({ "k8s/a.yaml": clean });
    const { next } = startWatch(cwd, "-f", "json=out.json");
    expect(await next()).toContain("No problems in 1 manifest");
    writeFileSync(join(cwd, "k8s/a.yaml"), withError);
    expect(await next()).toContain("k8s/a.yaml:5:3: error[unknown-field]");
    mkdirSync(join(cwd, "k8s/new"));
    await next();
    writeFileSync(join(cwd, "k8s/new/b.yaml"), withError);
    expect(await next()).toContain("k8s/new/b.yaml:5:3: error[unknown-field]");
    writeFileSync(join(cwd, ".istio-grpc-lint.yaml"), "rules: { unknown-feild: off }\n");
    expect(await next()).toContain("error: unknown rule `unknown-feild`");
    writeFileSync(join(cwd, ".istio-grpc-lint.yaml"), "rules: { unknown-field: off }\n");
    expect(await next()).not.toContain("error");
  });

  it("says after each change what a run says that knows of none before", async () => {
    const rule = `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: a }\nspec: { host: a, subsets: [{ name: v1, labels: { version: v1 } }] }\n`;
    const custom = `customRules:\n  named:\n    kind: DestinationRule\n    require: { field: metadata.labels.a, exists: true }\n    message: no label\n`;
    const cwd = temporaryFolder({ "route.yaml": route("v1"), "rule.yaml": rule });
    const out = join(temporaryFolder({}), "out.json");
    const { next } = startWatch(cwd, "-f", `json:${out}`);
    const write = (path: string, text: string) => () => writeFileSync(join(cwd, path), text);
    const changes = [
      () => {},
      write("route.yaml", route("v2")),
      write("rule.yaml", rule.replaceAll("v1", "v2").replace("io/v2", "io/v1")),
      write(".istio-grpc-lint.yaml", custom),
      write("route.yaml", `# the same\n${route("v2")}`),
      write(".istio-grpc-lint.yaml", "environments: { one: [route.yaml], two: [rule.yaml] }\n"),
      () => rmSync(join(cwd, "rule.yaml")),
    ];
    for (const change of changes) {
      change();
      await next();
      const fresh = runCli(["-f", "json", "--exit-zero"], { cwd });
      expect(readFileSync(out, "utf8")).toBe(fresh.stdout);
    }
  });

  for (const flags of [["--fix"], ["--write-baseline", "--baseline", "b.json"], ["-"]]) {
    it(`makes no sense with ${flags[0] ?? ""}`, () => {
      const run = runCli(["--watch", ...flags], { cwd: temporaryFolder({ "a.yaml": clean }) });
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toMatch(/^error: `--watch` .*\n {2}= help: /);
    });
  }
});
