import { describe, expect, it } from "vitest";
import { planFixes, type FixPlan, type FixRun } from "../../src/fix/plan-fixes.ts";
import type { Diagnostic, Report } from "../../src/report/report.ts";
import type { Edit, Severity } from "../../src/rule/finding.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { cleanReport } from "../report/example-report.ts";

/** A rule that finds a word and knows another one for it. */
interface WordRule {
  readonly word: string;
  readonly becomes?: string;
  readonly severity?: Severity;
  readonly safe?: boolean;
}

function findWords(sources: readonly SourceFile[], rules: readonly WordRule[]): Report {
  const diagnostics = sources.flatMap((source) =>
    rules.flatMap((rule) =>
      [...source.text.matchAll(new RegExp(rule.word, "g"))].map((found) =>
        diagnosticOf(rule, {
          span: { source, start: found.index, end: found.index + rule.word.length },
        }),
      ),
    ),
  );
  return { ...cleanReport, diagnostics };
}

function diagnosticOf(rule: WordRule, { span }: Pick<Edit, "span">): Diagnostic {
  const { word, becomes, severity = "warning", safe = true } = rule;
  return {
    ruleId: `word-${word}`,
    topic: "syntax",
    severity,
    headline: `\`${word}\` is here`,
    note: "",
    help: "",
    primary: { span, text: word },
    resource: undefined,
    relatedResources: [],
    yamlPath: undefined,
    fingerprint: "",
    docsUrl: "",
    ...(becomes === undefined
      ? {}
      : { fix: { title: becomes, safe, edits: [{ span, text: becomes }] } }),
  };
}

function plan(text: string, rules: readonly WordRule[], run: Partial<FixRun> = {}): FixPlan {
  return planFixes([{ path: "a.yaml", text }], {
    find: (sources) => findWords(sources, rules),
    unsafe: false,
    whyLocked: () => undefined,
    ...run,
  });
}

const textOf = ({ changes }: FixPlan): string | undefined => changes[0]?.after.text;
const reasons = ({ refused }: FixPlan): readonly string[] => refused.map(({ reason }) => reason);

/** A rule that stops where it finds what it wrote. */
function findAndStop(sources: readonly SourceFile[]): Report {
  const report = findWords(sources, [{ word: "old", becomes: "new" }]);
  const stopped = sources.some(({ text }) => text.includes("new"));
  return stopped ? { ...report, failures: [{ ruleId: "x", error: new Error("x") }] } : report;
}

describe("planFixes", () => {
  it("makes all fixes that stand apart at once, and counts them", () => {
    const made = plan("a: old\nb: old\n", [{ word: "old", becomes: "new" }]);
    expect(textOf(made)).toBe("a: new\nb: new\n");
    expect(made.applied).toHaveLength(2);
    expect(made.report.diagnostics).toEqual([]);
  });

  it("takes another pass for fixes that touch and for what a fix uncovers", () => {
    const made = plan("abc ab\n", [
      { word: "ab", becomes: "x" },
      { word: "x", becomes: "z" },
      { word: "bc", becomes: "y" },
    ]);
    expect(textOf(made)).toBe("zc z\n");
    expect(reasons(made)).toEqual([]);
  });

  it("leaves unsafe fixes until they are asked for", () => {
    const rules = [{ word: "old", becomes: "new", safe: false }];
    expect(plan("old\n", rules).changes).toEqual([]);
    expect(textOf(plan("old\n", rules, { unsafe: true }))).toBe("new\n");
  });

  it("refuses just the fix that brings an error", () => {
    const made = plan("old bad old\n", [
      { word: "old", becomes: "new" },
      { word: "bad", becomes: "worse" },
      { word: "worse", severity: "error" },
    ]);
    expect(textOf(made)).toBe("new bad new\n");
    expect(reasons(made)).toEqual(["it would cause `word-worse`: `worse` is here"]);
  });

  it("refuses a fix after which the finding remains", () => {
    const made = plan("old\n", [{ word: "old", becomes: "very old" }]);
    expect(made.changes).toEqual([]);
    expect(reasons(made)).toEqual(["the finding would remain"]);
  });

  it("tries what touches a refused fix", () => {
    const made = plan("oldbad\n", [
      { word: "oldbad", becomes: "worse" },
      { word: "bad", becomes: "good" },
      { word: "worse", severity: "error" },
    ]);
    expect(textOf(made)).toBe("oldgood\n");
  });

  it("is judged by all rules, whichever were asked for", () => {
    const all = [
      { word: "old", becomes: "worse" },
      { word: "worse", severity: "error" as const },
    ];
    const made = plan("old\n", all.slice(0, 1), { judge: (sources) => findWords(sources, all) });
    expect(made.changes).toEqual([]);
    expect(reasons(made)).toEqual(["it would cause `word-worse`: `worse` is here"]);
  });

  it("leaves locked sources alone and says why", () => {
    const made = plan("old\n", [{ word: "old", becomes: "new" }], {
      whyLocked: () => "permission denied",
    });
    expect(made.changes).toEqual([]);
    expect(reasons(made)).toEqual(["permission denied"]);
  });

  it("ends where fixes undo each other", () => {
    const made = plan("old\n", [
      { word: "old", becomes: "new" },
      { word: "new", becomes: "old" },
    ]);
    expect(reasons(made)).toEqual(["fixes do not converge within 10 passes"]);
  });

  it("refuses a result at which a rule stops", () => {
    expect(reasons(plan("old\n", [], { find: findAndStop }))).toEqual([
      "a rule would fail on the result",
    ]);
  });
});

it("makes fixes on both sides of a banner", () => {
  const banner = "#".repeat(80);
  const text = `a\n${banner}\n${banner} a\nb: a\n`;
  expect(textOf(plan(text, [{ word: "a", becomes: "c" }]))).toBe(text.replaceAll("a", "c"));
});

it("needs as many passes as fixes that wait for one another", () => {
  const text = "a # a # a\n".repeat(14);
  const planned = plan("#a\n".repeat(14), [{ word: "#a", becomes: "" }]);
  expect(textOf(planned)?.trim()).toBe("");
  expect(reasons(planned)).toEqual([]);
  expect(textOf(plan(text, [{ word: "a", becomes: "b" }]))).toBe(text.replaceAll("a", "b"));
});
