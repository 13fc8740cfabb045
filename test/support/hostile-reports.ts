import * as fc from "fast-check";
import type { Diagnostic, Report, ResourceId } from "../../src/report/report.ts";
import { severities, type Edit } from "../../src/rule/finding.ts";
import type { SourceFile, Span } from "../../src/yaml/source.ts";
import { cleanReport } from "../report/example-report.ts";

/** Texts with all that a format might take for its own signs, or cannot hold. */
const hostileTexts = fc
  .array(
    fc.oneof(
      fc.constantFrom("<", ">", "&", '"', "'", "`", "\\", "%", "\n", "\r\n", "\r", "\t", " ", "a"),
      fc.constantFrom("</script>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&#0;", "{0}"),
      fc.constantFrom("\u0000", "\u001B[31m", "\u007F", "\u0085", "\u2028", "\u202E", "\uFEFF"),
      fc.constantFrom("\uD800", "\uDC00", "\uFFFE", "\uFFFF", "評価", "👩‍👩‍👧", "te\u0301"),
      fc.constantFrom("<img src=x onerror=alert(1)>", "javascript:alert(1)", "](http://x)"),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

const someText = hostileTexts.map((text) => `x${text}`);

function spansIn(source: SourceFile): fc.Arbitrary<Span> {
  const offset = fc.nat(source.text.length);
  return fc.tuple(offset, offset).map(([one, other]) => ({
    source,
    start: Math.min(one, other),
    end: Math.max(one, other),
  }));
}

function editsIn(source: SourceFile): fc.Arbitrary<readonly Edit[]> {
  // No edit touches a byte order mark: formats that count lines and columns could not say so.
  const min = source.text.startsWith("\uFEFF") ? 1 : 0;
  const offset = fc.integer({ min, max: source.text.length });
  const offsets = fc.array(offset, { minLength: 4, maxLength: 4 });
  return fc.tuple(offsets, hostileTexts, hostileTexts).map(([unordered, ...texts]) => {
    const ordered = unordered.toSorted((left, right) => left - right);
    return texts.map((text, index) => {
      const [start = 0, end = start] = ordered.slice(2 * index, 2 * index + 2);
      return { span: { source, start, end }, text };
    });
  });
}

const resources: fc.Arbitrary<ResourceId> = fc.record({
  kind: someText,
  namespace: fc.option(someText, { nil: undefined }),
  name: someText,
});

function diagnosticsIn(source: SourceFile): fc.Arbitrary<Diagnostic> {
  const label = fc.record({ span: spansIn(source), text: someText });
  const always = {
    ruleId: someText,
    topic: someText,
    severity: fc.constantFrom(...severities),
    headline: someText,
    note: someText,
    help: someText,
    primary: label,
    related: fc.tuple(label, label),
    resource: fc.option(resources, { nil: undefined }),
    relatedResources: fc.tuple(resources, resources),
    yamlPath: fc.option(someText, { nil: undefined }),
    docsUrl: someText,
    fingerprint: fc.constant("0123456789abcdef"),
  };
  const fix = fc.record({ title: someText, safe: fc.boolean(), edits: editsIn(source) });
  return fc.oneof(fc.record(always), fc.record({ ...always, fix }));
}

/** Reports of which all texts, those of the tool's own rules included, are hostile. */
export const hostileReports: fc.Arbitrary<Report> = fc
  .record({ path: someText, text: hostileTexts })
  .chain((source) => fc.array(diagnosticsIn(source), { minLength: 1, maxLength: 3 }))
  .map(reportOf);

function reportOf(diagnostics: readonly Diagnostic[]): Report {
  return {
    ...cleanReport,
    diagnostics,
    failures: diagnostics.map(({ ruleId, headline }) => ({ ruleId, error: new Error(headline) })),
  };
}
