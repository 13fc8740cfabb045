import { describe, expect, it } from "vitest";
import type { Override, RuleSettings } from "../../src/config/config.ts";
import { levelFinder, mayRun } from "../../src/config/rule-levels.ts";
import { defaultSettings, type Settings } from "../../src/config/settings.ts";
import type { Severity } from "../../src/rule/finding.ts";

const rule = { id: "a-rule", topic: "mtls", preset: "recommended" } as const;
const taste = { id: "a-taste", topic: "mtls", preset: "strict" } as const;

type Levels = Readonly<Record<string, Severity | "off">>;

function levels(record: Levels): RuleSettings {
  return new Map(
    Object.entries(record).map(([name, severity]) => [name, { severity, reason: "", options: {} }]),
  );
}

function override(record: Levels, files?: readonly string[]): Override {
  return { files, resources: undefined, rules: levels(record), reason: "" };
}

function settings(change: Partial<Settings>): Settings {
  return { ...defaultSettings, ...change };
}

/** Settings, whether the rule may run, and its level in `a.yaml` and in `b/b.yaml`. */
const table: readonly (readonly [string, Partial<Settings>, boolean, string, string])[] = [
  ["nothing", {}, true, "own", "own"],
  ["its id", { rules: levels({ "a-rule": "info" }) }, true, "info", "info"],
  ["its topic", { rules: levels({ mtls: "info" }) }, true, "info", "info"],
  ["both", { rules: levels({ mtls: "off", "a-rule": "error" }) }, true, "error", "error"],
  ["off", { rules: levels({ "a-rule": "off" }) }, false, "off", "off"],
  ["off, but called", { rules: levels({ "a-rule": "off" }), only: ["a-rule"] }, true, "own", "own"],
  [
    "off, its topic called",
    { rules: levels({ "a-rule": "off" }), only: ["mtls"] },
    false,
    "off",
    "off",
  ],
  ["skipped", { skip: ["mtls"], rules: levels({ "a-rule": "error" }) }, false, "error", "error"],
  ["not called", { only: ["ports"] }, false, "own", "own"],
  ["off here", { overrides: [override({ mtls: "off" }, ["b"])] }, true, "own", "off"],
  [
    "off, on here",
    { rules: levels({ mtls: "off" }), overrides: [override({ "a-rule": "info" }, ["b"])] },
    true,
    "off",
    "info",
  ],
  [
    "the last one",
    { overrides: [override({ mtls: "off" }, ["b"]), override({ mtls: "info" }, ["b/*.yaml"])] },
    true,
    "own",
    "info",
  ],
  [
    "a last word for all",
    { overrides: [override({ mtls: "info" }, ["b"]), override({ mtls: "off" })] },
    false,
    "off",
    "off",
  ],
];

function runs(change: Partial<Settings>): boolean {
  return mayRun(taste, settings(change));
}

describe("the level of a rule with", () => {
  for (const [title, change, mayIt, here, there] of table) {
    it(title, () => {
      const levelOf = levelFinder(settings(change));
      const at = (path: string): string =>
        levelOf(rule, { path, resource: undefined }).severity ?? "own";
      expect([mayRun(rule, settings(change)), at("a.yaml"), at("b/b.yaml")]).toEqual([
        mayIt,
        here,
        there,
      ]);
    });
  }

  it("a matter of taste is off but for the strict, the called and the configured", () => {
    expect(runs({})).toBe(false);
    expect(runs({ preset: "strict" })).toBe(true);
    expect(runs({ only: ["a-taste"] })).toBe(true);
    expect(runs({ only: ["mtls"] })).toBe(false);
    expect(runs({ rules: levels({ "a-taste": "info" }) })).toBe(true);
    expect(runs({ overrides: [override({ mtls: "info" }, ["b"])] })).toBe(true);
  });
});

describe("an override for resources", () => {
  const resource = { kind: "Service", namespace: "prod", name: "v1-ratings" };
  for (const [pattern, holds] of [
    [{ kind: "Service" }, true],
    [{ kind: "Pod" }, false],
    [{ namespace: "prod", name: "v1-*" }, true],
    [{ namespace: "p*", name: "v2-*" }, false],
    [{ namespace: "dev" }, false],
  ] as const) {
    it(`${JSON.stringify(pattern)} ${holds ? "holds" : "does not hold"}`, () => {
      const none = { kind: undefined, namespace: undefined, name: undefined };
      const resources = [{ ...none, ...pattern }];
      const overrides = [{ ...override({ mtls: "info" }), resources }];
      const levelOf = levelFinder(settings({ overrides }));
      expect(levelOf(rule, { path: "a", resource }).severity).toBe(holds ? "info" : undefined);
      expect(levelOf(rule, { path: "a", resource: undefined }).severity).toBeUndefined();
    });
  }
});
