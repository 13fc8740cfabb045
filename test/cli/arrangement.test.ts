import { expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";

const demo = ["fixtures/demo", "--exit-zero"];

it("counts findings by rule with --statistics, and in JSON always", () => {
  const { stdout } = runCli([...demo, "--statistics"]);
  expect(stdout).toContain("findings  fixable  files  severity  rule\n");
  expect(stdout).toContain("       1        0      1  error     unknown-field\n");
  expect(stdout).not.toContain("-->");
  const { statistics } = Object(JSON.parse(runCli([...demo, "-f", "json"]).stdout));
  expect(statistics).toContainEqual({
    ruleId: "unknown-field",
    topic: "schema",
    severity: "error",
    count: 1,
    fixable: 0,
    files: 1,
  });
});

it("puts errors first on request", () => {
  const { stdout } = runCli([...demo, "-f", "concise", "--sort", "severity"]);
  const severities = stdout.split("\n").flatMap((line) => /: (\w+)\[/.exec(line)?.[1] ?? []);
  expect(severities).toEqual(
    ["error", "warning", "info"].flatMap((wanted) =>
      severities.filter((found) => found === wanted),
    ),
  );
});

it("groups by rule, file and service", () => {
  const { stdout } = runCli([...demo, "--group-by", "service"]);
  expect(stdout).toContain("shop/inventory: 5 findings\n");
});

it("refuses formats that would not change", () => {
  const { status, stderr } = runCli([...demo, "--statistics", "-f", "sarif"]);
  expect(status).toBe(2);
  expect(stderr).toContain("`--statistics` has no effect on this format");
  expect(runCli([...demo, "--group-by", "rule", "-f", "gitlab"]).status).toBe(2);
  expect(runCli([...demo, "--group-by", "topic"]).stderr).toContain("choose `rule`, `file` or");
});
