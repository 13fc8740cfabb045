import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SourceFile } from "../../src/yaml/source.ts";
import { rules } from "../../rules/index.ts";
import { defaultSettings } from "../../src/config/settings.ts";
import { lint } from "../../src/engine/lint.ts";
import { defineRule, kubernetes } from "../../src/rule/rule.ts";
import type { StructureOf } from "../../src/schema/structure.ts";
import { lintSources, parts } from "../support/lint-text.ts";
import { withError } from "../support/manifests.ts";

/** What is found in a text beside a service with an error. */
function found(text: string, path = "a.yaml"): readonly string[] {
  const sources: readonly SourceFile[] = [
    { path, text },
    { path: "service.yaml", text: withError },
  ];
  const { diagnostics, failures } = lintSources(sources);
  expect(failures).toEqual([]);
  return diagnostics.map(({ ruleId, headline }) => `${ruleId}: ${headline}`);
}

const beside = "unknown-field: `spec` has no field `portz`";
const tooDeep = "yaml-syntax: the document is nested too deeply to be read";

/** A ConfigMap whose keys hold `levels` of lists around the alias of the key before. */
function nested(levels: number, keys: number): string {
  const data = Array.from({ length: keys }, (_, index) => {
    const inner = index === 0 ? "x" : `*a${index - 1} `;
    return `  k${index}: &a${index} ${"[".repeat(levels)}${inner}${"]".repeat(levels)}\n`;
  });
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: deep }\ndata:\n${data.join("")}`;
}

describe("nesting", () => {
  it.each([
    ["brackets", nested(905, 10)],
    ["braces of JSON", `${'{"a":'.repeat(900)}1${"}".repeat(900)}`],
    ["dashes", `a:\n${"- ".repeat(900)}x\n`],
    ["lines", Array.from({ length: 900 }, (_, index) => `${" ".repeat(index)}a:\n`).join("")],
  ])("of %s has a limit", (_, text) => {
    expect(found(text)).toEqual([tooDeep, beside]);
  });

  it("counts through aliases", () => {
    const deep = "yaml-syntax: aliases nest this document more than 500 levels deep";
    expect(found(nested(300, 15))).toEqual([deep, beside]);
    expect(found(nested(30, 10))).toContain("wrong-type: `k9` is a list, but must be a string");
  });

  it("is no matter of brackets in texts", () => {
    const script = `  run: &a |\n${'    echo -e "\\e[31m \\e[0m"\n'.repeat(2000)}`;
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n${script}`;
    expect(found(text)).toEqual([beside]);
  });
});

describe("more than a call takes arguments", () => {
  it.each([
    ["objects in one JSON file", "a.json", "{}\n".repeat(126_000)],
    ["documents", "a.yaml", "a: 1\n---\n".repeat(126_000)],
  ])("of %s is no matter", { timeout: 60_000 }, (_, path, text) => {
    expect(found(text, path)).toEqual([beside]);
  });

  it("of findings is none either", { timeout: 60_000 }, () => {
    expect(found("--- x\n".repeat(126_000))).toHaveLength(126_001);
  });

  it("is spread over no arguments", () => {
    const ownLists: ReadonlySet<string> = new Set(["src/cli/help.ts", "src/cli/commands/rules.ts"]);
    const strays = ["src", "rules"]
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
          join(folder, name),
        ),
      )
      .filter((path) => path.endsWith(".ts") && !ownLists.has(path))
      .flatMap((path) =>
        Array.from(
          readFileSync(path, "utf8").matchAll(
            /\b(?:push|unshift|concat|splice|min|max)\(\.\.\..*/g,
          ),
          ([line]) => `${path}: ${line}`,
        ),
      );
    expect(strays).toEqual([]);
  });
});

/** Each of these took minutes, or would not have ended before the sun does. */
describe("time", () => {
  it.each([
    ["blank lines above an error", `${"\n".repeat(100)}a: b: c\n`],
    ["comments above an anchor", `${"# A paragraph.\n\n".repeat(100)}data: &d { a: b }\n`],
    ["quotes that are never closed", `data:\n${'  k1: "abc\n'.repeat(1500)}`],
    ["actions in quotes, on one line", `a: &x [${'"{{ y }}", '.repeat(20_000)}]\nb: c: d\n`],
    ["suppressions that are never closed", `${"# istio-grpc-lint: ignore[".repeat(20_000)}\n`],
  ])("is no matter of %s", { timeout: 60_000 }, (_, text) => {
    expect(found(text).length).toBeLessThan(3);
  });

  it("is no matter of texts in one line of JSON", { timeout: 60_000 }, () => {
    const annotations = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, index) => [`example.com/n${index}`, 'a "text"\n']),
    );
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "a", annotations },
      spec: { ports: [{ name: "grpc", port: 50_051 }] },
    };
    expect(found(JSON.stringify(service), "a.json")).toEqual([beside]);
  });
});

const structureOf: StructureOf = (group, kind) => {
  const structure = parts.structureOf(group, kind);
  if (structure === undefined) return undefined;
  return {
    ...structure,
    validate(value) {
      if (JSON.stringify(value).includes("strange")) throw new RangeError("too much");
      return structure.validate(value);
    },
  };
};

describe("an internal error at one resource", () => {
  const strange = withError.replaceAll("ratings", "strange");
  const targets = [strange, withError].map((text, index) => ({ path: `${index}.yaml`, text }));
  it("of structure leaves what is found in others", () => {
    const report = lint({ targets, context: [] }, rules, defaultSettings, {
      ...parts,
      structureOf,
    });
    expect(report.diagnostics.map(({ primary }) => primary.span.source.path)).toEqual(["1.yaml"]);
    expect(report.failures.map(({ ruleId }) => ruleId)).toContain("unknown-field");
  });

  it("of a rule does so too", () => {
    const rule = defineRule({
      id: "service-here",
      topic: "ports",
      summary: "a service",
      severity: "info",
      reads: "resource",
      evidence: [kubernetes("pkg", "nothing")],
      *check({ name, root }) {
        if (name === "strange") throw new RangeError("too much");
        const primary = { span: root.span, text: "here" };
        yield { headline: "a service", primary, note: "it is", help: "look at it" };
      },
    });
    const report = lint({ targets, context: [] }, [rule], defaultSettings, parts);
    expect(report.diagnostics.map(({ primary }) => primary.span.source.path)).toEqual(["1.yaml"]);
    expect(report.failures.map(({ ruleId }) => ruleId)).toEqual(["service-here"]);
  });
});

it("tells long values in short", () => {
  const long = "x".repeat(70_000);
  const { diagnostics } = lintSources([
    { path: "a.yaml", text: withError.replace("apiVersion: v1", `apiVersion: v${long}`) },
    {
      path: "b.yaml",
      text: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a }
spec:
  hosts: [shop.example.com]
  http:
    - match: [{ uri: { prefix: ${long} } }]
      route: [{ destination: { host: a } }]
      retries: { attempts: 3, retryOn: "${long}" }
`,
    },
  ]);
  expect(diagnostics.length).toBeGreaterThan(1);
  for (const { headline, note, help } of diagnostics) {
    for (const sentence of [headline, note, help]) expect(sentence.length).toBeLessThan(700);
  }
});
