import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCli, type CliRun } from "./support/run-cli.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const page = readFileSync("docs/custom-rules.md", "utf8");

interface Example {
  readonly title: string;
  readonly rule: string;
  readonly bad: string;
  readonly good: string;
}

/** Each heading of the page has a rule, a manifest that breaks it and one that does not. */
const examples: readonly Example[] = page
  .slice(page.indexOf("## Examples"))
  .split("\n### ")
  .slice(1)
  .map((text) => {
    const [rule = "", bad = "", good = ""] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
      ([, code = ""]) => code,
    );
    return { title: text.split("\n", 1)[0] ?? "", rule, bad, good };
  });

function check(rule: string, manifest: string): CliRun {
  const config = rule.startsWith("customRules:")
    ? rule
    : `customRules:\n${rule.replaceAll(/^/gm, "  ")}`;
  const cwd = temporaryFolder({ ".istio-grpc-lint.yaml": config, "a.yaml": manifest });
  return runCli(["--only", "custom", "-f", "concise", "--exit-zero"], { cwd });
}

it("has ten examples", () => {
  expect(examples).toHaveLength(10);
});

describe.each(examples)("$title", ({ title, rule, bad, good }) => {
  it("finds what breaks it, and nothing else", () => {
    const found = check(rule, bad);
    expect(found.stderr).toBe("");
    expect(found.stdout).toContain(`[${title}]`);
    const none = check(rule, good);
    expect(none.stdout).toMatch(/^No problems/);
  });
});

const head = "kind: Service\nmessage: x\n";

describe("mistakes in custom rules", () => {
  it.each([
    [
      "subset-undefined",
      `${head}require: { field: a, exists: true }`,
      "rule `subset-undefined` already exists",
    ],
    ["a", "message: x\nrequire: { field: a, exists: true }", "`a` needs either `kind` or `view`"],
    ["a", `${head}require: { field: a }`, "a condition without an operator"],
    ["a", `${head}require: { field: a, atMost: abc }`, "`abc` is not a number or a duration"],
    [
      "a",
      'kind: Service\nmessage: "{nope}"\nrequire: { field: a, exists: true }',
      "unknown placeholder `{nope}`",
    ],
    [
      "a",
      `${head}require: { field: a, exists: true, equals: b }`,
      "a condition with several operators",
    ],
    ["a", `${head}require: { field: "a[0]", exists: true }`, "`a[0]` is not a valid field path"],
    [
      "a",
      `${head}require: { field: a, matches: "(?=x)" }`,
      "`(?=x)` is not a valid RE2 regular expression",
    ],
    ["a", `${head}require: { field: a, equal: b }`, "unknown key `equal`"],
    [
      "a",
      "kind: Serivce\nmessage: x\nrequire: { field: a, exists: true }",
      "a similar value exists: `Service`",
    ],
    ["a", head, "lacks the key `require`"],
  ])("%s: %j", (id, rule, words) => {
    const config = `customRules:\n  ${id}:\n${rule.replaceAll(/^/gm, "    ")}\n`;
    const cwd = temporaryFolder({ ".istio-grpc-lint.yaml": config, "a.yaml": "" });
    const { status, stderr } = runCli([], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/--> \.istio-grpc-lint\.yaml:\d+:\d+/);
  });
});

it("is silenced, chosen and shared as all rules are", () => {
  const rule = `customRules:\n  owner: { kind: Service, require: { field: metadata.labels.team, exists: true }, message: no team }\n`;
  const manifest = `apiVersion: v1\nkind: Service\nmetadata:\n  name: a # istio-grpc-lint: ignore[owner] shared\n  namespace: b\nspec: { ports: [{ port: 80, name: grpc }] }\n`;
  const cwd = temporaryFolder({
    ".git/HEAD": "",
    ".istio-grpc-lint.yaml": "extends: ./shared.yaml\n",
    "shared.yaml": rule,
    "a.yaml": manifest,
  });
  const { stdout } = runCli(["--only", "custom", "a.yaml"], { cwd });
  expect(stdout).toContain("1 suppressed");
  expect(runCli(["--skip", "owner", "--only", "custom", "a.yaml"], { cwd }).status).toBe(2);
});
