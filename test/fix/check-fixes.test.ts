import { describe, expect, it } from "vitest";
import { checkFixes } from "../../src/fix/check-fixes.ts";
import type { Diagnostic, Report } from "../../src/report/report.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { cleanReport } from "../report/example-report.ts";
import { lintText } from "../support/lint-text.ts";

const words: Readonly<Record<string, string>> = { tree: "bush", horse: "cow" };

/** Finds words, and knows another one for each. `bush` is an error that nobody can fix. */
function judge(sources: readonly SourceFile[]): Report {
  const diagnostics = sources.flatMap((source) =>
    [...source.text.matchAll(/\w+/g)].flatMap(({ 0: word, index }): readonly Diagnostic[] => {
      const span = { source, start: index, end: index + word.length };
      if (word === "bush") return [diagnosticOf(word, { span })];
      const text = words[word];
      return text === undefined ? [] : [diagnosticOf(word, { span, text })];
    }),
  );
  return { ...cleanReport, diagnostics };
}

function diagnosticOf(
  word: string,
  { span, text }: { readonly span: Diagnostic["primary"]["span"]; readonly text?: string },
): Diagnostic {
  return {
    ruleId: `word-${word}`,
    topic: "syntax",
    severity: "error",
    headline: `\`${word}\` is here`,
    note: "",
    help: "",
    primary: { span, text: word },
    resource: undefined,
    relatedResources: [],
    yamlPath: undefined,
    fingerprint: "",
    docsUrl: "",
    ...(text !== undefined && { fix: { title: text, safe: true, edits: [{ span, text }] } }),
  };
}

const offered = (texts: readonly string[]): readonly string[] => {
  const sources = texts.map((text, index) => ({ path: `${index}.yaml`, text }));
  const { diagnostics } = judge(sources);
  return checkFixes(diagnostics, () => judge).flatMap(({ fix }) => fix?.title ?? []);
};

describe("fixes that are called safe", () => {
  it("are offered where nothing is wrong after them", () => {
    expect(offered(["a cow", "a horse"])).toEqual(["cow"]);
  });

  it("are not offered where they bring an error, and the others still are", () => {
    expect(offered(["a tree", "a horse and a tree", "a horse"])).toEqual(["cow", "cow"]);
  });

  it("ask only the files that they change", () => {
    const read: string[] = [];
    const sources = [
      { path: "a.yaml", text: "a tree" },
      { path: "b.yaml", text: "a fly" },
    ];
    checkFixes(judge(sources).diagnostics, () => (texts) => {
      read.push(...texts.map(({ path }) => path));
      return judge(texts);
    });
    expect(new Set(read)).toEqual(new Set(["a.yaml"]));
  });

  it("cost nothing where there are none", () => {
    const { diagnostics } = judge([{ path: "a.yaml", text: "a bush" }]);
    expect(
      checkFixes(diagnostics, () => {
        throw new Error("asked");
      }),
    ).toEqual(diagnostics);
  });
});

describe("what the rules offer", () => {
  it("is left out where two faults would need two fixes at once", () => {
    const text = `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: prod }
spec:
  ingress:
    - port: { number: 50051, name: grpc, protocol: GRPC }
      tls: { mode: SIMPLE, credentialName: a }
  egress: [{ hosts: ["./*"] }]
`;
    expect(lintText(text).diagnostics.map(({ fix }) => fix)).toEqual([undefined, undefined]);
  });
});
