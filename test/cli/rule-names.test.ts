import { describe, expect, it } from "vitest";
import { coversRule, isKnownName } from "../../src/rule/rule-names.ts";
import { withWarning } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const concise = ["-f", "concise", "--exit-zero"];

function idsIn(stdout: string): readonly string[] {
  return stdout.split("\n").flatMap((line) => /: \w+\[([\w-]+)\]/.exec(line)?.[1] ?? []);
}

describe("names of rules", () => {
  it("are ids, topics, starts of ids, and ALL", () => {
    const rule = { id: "authz-rule-empty", topic: "admission" };
    for (const name of ["authz-rule-empty", "admission", "authz-*", "a*", "ALL"]) {
      expect(coversRule(name, rule), name).toBe(true);
    }
    for (const name of ["authz", "*", "rule-*", "adm*", "all"]) {
      expect(coversRule(name, rule), name).toBe(false);
    }
    expect(isKnownName("cors-*", new Set(["authz-rule-empty"]))).toBe(false);
  });

  it("choose with --only and --skip", () => {
    const { stdout } = runCli([...concise, "fixtures/demo", "--only", "retry-*"]);
    expect(new Set(idsIn(stdout).map((id) => id.slice(0, 6)))).toEqual(new Set(["retry-"]));
    const { stdout: others } = runCli([...concise, "fixtures/demo", "--skip", "retry-*"]);
    expect(idsIn(others).some((id) => id.startsWith("retry-"))).toBe(false);
    expect(idsIn(others).length).toBeGreaterThan(5);
    const { status, stderr } = runCli(["fixtures/demo", "--only", "retyr-*"]);
    expect(status).toBe(2);
    expect(stderr).toContain("unknown rule or topic `retyr-*`");
  });

  it("set severities, the narrower name first", () => {
    const config = `rules:\n  ALL: info\n  lb-*: error\n`;
    const folder = temporaryFolder({ ".istio-grpc-lint.yaml": config, "a.yaml": withWarning });
    expect(runCli(concise, { cwd: folder }).stdout).toContain("error[lb-least-conn-deprecated]");
    const { stdout } = runCli([...concise, "--rule", "ALL=off"], { cwd: folder });
    expect(stdout).toContain("0 rules");
    const wrong = temporaryFolder({ ".istio-grpc-lint.yaml": "rules: { lbs-*: error }" });
    expect(runCli(concise, { cwd: wrong }).stderr).toContain("unknown rule `lbs-*`");
  });

  it("silence in comments, and unused ones are reported", () => {
    const silenced = withWarning.replace(
      "simple: LEAST_CONN }",
      "simple: LEAST_CONN } # istio-grpc-lint: ignore[lb-*] old mesh",
    );
    const used = temporaryFolder({ "a.yaml": silenced });
    expect(runCli(concise, { cwd: used }).stdout).toContain("1 suppressed");
    const all = temporaryFolder({ "a.yaml": silenced.replace("lb-*", "ALL") });
    expect(runCli(concise, { cwd: all }).stdout).toContain("1 suppressed");
    const idle = temporaryFolder({ "a.yaml": silenced.replace("lb-*", "cors-*") });
    expect(runCli(concise, { cwd: idle }).stdout).toContain("warning[unused-suppression]");
  });
});
