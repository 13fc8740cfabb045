import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderCheckstyle } from "../../src/report/checkstyle.ts";
import { lineIndex } from "../../src/report/line-index.ts";
import { renderGitlab } from "../../src/report/gitlab.ts";
import { renderJsonl } from "../../src/report/jsonl.ts";
import { renderJunit } from "../../src/report/junit.ts";
import { renderRdjson } from "../../src/report/rdjson.ts";
import { defaultRenderOptions } from "../../src/report/renderer.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import type { Edit } from "../../src/rule/finding.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { hostileReports } from "../support/hostile-reports.ts";
import { validateXml } from "../support/xmllint.ts";

const options = { ...defaultRenderOptions, version: "0.1.0" };

describe("formats of JSON, whatever stands in manifests", () => {
  it.each([
    ["sarif", renderSarif],
    ["gitlab", renderGitlab],
    ["rdjson", renderRdjson],
  ])("%s", (_, render) => {
    fc.assert(
      fc.property(hostileReports, (report) => {
        expect(Object(JSON.parse(render(report, options)))).toBeTypeOf("object");
      }),
    );
  });

  it("jsonl has one line a finding", () => {
    fc.assert(
      fc.property(hostileReports, (report) => {
        const text = renderJsonl(report, options);
        // What some readers take for line ends too is escaped or absent.
        const lines = text.split("\n").slice(0, -1);
        expect(lines.map((line): unknown => JSON.parse(line))).toHaveLength(
          report.diagnostics.length,
        );
      }),
    );
  });

  it("rdjson suggests what the edits make of the text", () => {
    fc.assert(
      fc.property(hostileReports, (report) => {
        const { diagnostics } = Object(JSON.parse(renderRdjson(report, options)));
        for (const [index, { fix, primary }] of report.diagnostics.entries()) {
          const [suggestion] = diagnostics[index].suggestions ?? [];
          const { text } = primary.span.source;
          const wanted = fix === undefined ? undefined : withEdits(text, fix.edits);
          const found = suggestion && withEdits(text, [editOf(primary.span.source, suggestion)]);
          expect(found).toBe(wanted);
        }
      }),
    );
  });
});

function withEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduceRight(
    (result, { span, text: inserted }) =>
      result.slice(0, span.start) + inserted + result.slice(span.end),
    text,
  );
}

interface RdjsonPosition {
  readonly line: number;
  readonly column: number;
}

/** Reviewdog's columns count bytes of UTF-8. */
function editOf(
  source: SourceFile,
  { range, text }: { range: { start: RdjsonPosition; end: RdjsonPosition }; text: string },
): Edit {
  const index = lineIndex(source);
  const offsetOf = ({ line, column }: RdjsonPosition): number => {
    let offset = index.line(line)?.start ?? 0;
    const { start } = index.line(line) ?? { start: 0 };
    while (Buffer.byteLength(source.text.slice(start, offset)) < column - 1) offset += 1;
    return offset;
  };
  return { span: { source, start: offsetOf(range.start), end: offsetOf(range.end) }, text };
}

describe("formats of XML, whatever stands in manifests", () => {
  it.each([
    ["junit", renderJunit],
    ["checkstyle", renderCheckstyle],
  ])("%s", async (name, render) => {
    const texts = fc.sample(hostileReports, 100).map((report) => render(report, options));
    expect(await validateXml(texts, `test/report/schemas/${name}.xsd`)).toEqual([]);
  });
});
