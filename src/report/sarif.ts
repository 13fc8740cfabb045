import { docsUrl } from "../rule/docs-url.ts";
import type { Edit, Fix, Label, Severity } from "../rule/finding.ts";
import type { SourceFile, Span } from "../yaml/source.ts";
import { fileUri, isRelativePath } from "./file-uri.ts";
import { lineIndexes, type LineIndex } from "./line-index.ts";
import { printable } from "./printable.ts";
import type { RenderOptions } from "./renderer.ts";
import type { Diagnostic, Report, ResourceId, RuleFailure, RuleTitle } from "./report.ts";
import { atLeast, isAtLeast } from "./thresholds.ts";

const levels: Record<Severity, string> = { error: "error", warning: "warning", info: "note" };

/** Where relative URIs start; its own place is left to the reader, as reports name no absolute paths. */
const sourceRoot = "%SRCROOT%";

/** What all results of a run share. */
interface Run {
  readonly indexOf: (source: SourceFile) => LineIndex;
  /** Places of rules in the driver's list. */
  readonly ruleIndexes: ReadonlyMap<string, number>;
}

/** SARIF 2.1.0; section numbers below are those of the OASIS standard. */
export function renderSarif(report: Report, options: RenderOptions): string {
  const ruleIndexes = new Map(report.rules.map(({ id }, index) => [id, index]));
  const run = { indexOf: lineIndexes(), ruleIndexes };
  const silenced = silencedResults(report, options.minSeverity);
  const content = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "istio-grpc-lint",
            informationUri: "https://github.com/istio-grpc-lint/istio-grpc-lint",
            version: options.version,
            semanticVersion: options.version,
            rules: report.rules.map(descriptorOf),
          },
        },
        invocations: [
          {
            executionSuccessful: report.failures.length === 0,
            toolExecutionNotifications: report.failures.map(notificationOf),
          },
        ],
        originalUriBaseIds: {
          [sourceRoot]: { description: { text: "The folder that the check was run in." } },
        },
        columnKind: "utf16CodeUnits",
        newlineSequences: ["\r\n", "\n", "\r"],
        results: [
          // Where one result has suppressions, the others say that they have none (3.27.23).
          ...atLeast(report, options.minSeverity).map((it) =>
            resultOf(it, run, silenced.length === 0 ? undefined : []),
          ),
          ...silenced.map(({ diagnostic, suppression }) =>
            resultOf(diagnostic, run, [suppression]),
          ),
        ],
      },
    ],
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function descriptorOf(rule: RuleTitle): object {
  const { id, topic, summary, severity, evidence } = rule;
  const url = docsUrl(rule);
  const references = evidence.map(
    ({ project, path, detail }) => `${project}, \`${path}\`: ${detail}`,
  );
  return {
    id,
    name: id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: sentence(summary) },
    helpUri: url,
    help: {
      text: [sentence(summary), `Examples and reasons: ${url}`, ...references].join("\n"),
      markdown: [
        sentence(summary),
        `[Examples and reasons](${url})`,
        ["References:", ...references.map((line) => `- ${line}`)].join("\n"),
      ].join("\n\n"),
    },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [topic] },
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function notificationOf({ ruleId, error }: RuleFailure): object {
  return {
    level: "error",
    message: { text: sentenceText(`rule ${ruleId} stopped: ${String(error)}`) },
    associatedRule: { id: ruleId },
  };
}

function resultOf(
  diagnostic: Diagnostic,
  run: Run,
  suppressions: readonly object[] | undefined,
): object {
  const { ruleId, severity, primary, resource, yamlPath, fix, fingerprint } = diagnostic;
  const { related = [], relatedResources } = diagnostic;
  const ruleIndex = run.ruleIndexes.get(ruleId);
  return {
    ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text: messageOf(diagnostic) },
    locations: [locationOf(primary, run, logicalLocation(resource, yamlPath))],
    relatedLocations: related.map((label, index) =>
      relatedLocation(index + 1, locationOf(label, run, logicalLocation(relatedResources[index]))),
    ),
    // GitHub computes its own `primaryLocationLineHash`, and warns of each that differs: the name is ours.
    partialFingerprints: { "istioGrpcLint/v1": fingerprint },
    ...(fix === undefined ? {} : { fixes: [fixOf(fix, run)] }),
    ...(suppressions === undefined ? {} : { suppressions }),
  };
}

interface SilencedResult {
  readonly diagnostic: Diagnostic;
  readonly suppression: object;
}

function silencedResults(report: Report, minSeverity: Severity): readonly SilencedResult[] {
  const suppressed = report.suppressed.map(({ diagnostic, reason, by }) => ({
    diagnostic,
    suppression: suppressionOf(by === "manifest" ? "inSource" : "external", reason),
  }));
  const baselined = report.baselined.map((diagnostic) => ({
    diagnostic,
    suppression: suppressionOf("external", "in the baseline"),
  }));
  return [...suppressed, ...baselined].filter(({ diagnostic }) =>
    isAtLeast(diagnostic.severity, minSeverity),
  );
}

function suppressionOf(kind: "inSource" | "external", reason: string): object {
  return reason === "" ? { kind } : { kind, justification: printable(reason) };
}

/** The first sentence stands alone where room is short; the labels link to the related locations (3.11.6). */
function messageOf({ headline, resource, related = [], note, help }: Diagnostic): string {
  const links = related.map(({ text }, index) => `[${linkText(text)}](${index + 1})`);
  return [
    `${sentenceText(headline)}.`,
    ...(resource?.origin === undefined ? [] : [`Rendered from ${sentenceText(resource.origin)}.`]),
    ...(links.length === 0 ? [] : [`See: ${links.join(", ")}.`]),
    `Note: ${sentenceText(note)}.`,
    `Help: ${sentenceText(help)}.`,
  ].join("\n");
}

/** `[text](target)` would be a link (3.11.6), which names and values of manifests must not make, alone or with ours. */
function sentenceText(text: string): string {
  const isOpen = text.split("[").length !== text.split("]").length;
  return isOpen || text.includes("](") ? linkText(text) : printable(text);
}

function linkText(text: string): string {
  return printable(text).replaceAll(/[\\[\]]/g, String.raw`\$&`);
}

function locationOf({ span, text }: Label, run: Run, logical: object | undefined): object {
  return {
    physicalLocation: { artifactLocation: artifactOf(span.source), region: regionOf(span, run) },
    ...(logical === undefined ? {} : { logicalLocations: [logical] }),
    message: { text: sentenceText(text) },
  };
}

function relatedLocation(id: number, location: object): object {
  return { id, ...location };
}

function logicalLocation(resource: ResourceId | undefined, yamlPath?: string): object | undefined {
  if (resource === undefined) return undefined;
  const { kind, namespace, name } = resource;
  const title = [kind, ...(namespace === undefined ? [] : [namespace]), name].join("/");
  const fullyQualifiedName = yamlPath === undefined ? title : `${title}#${yamlPath}`;
  return { name, fullyQualifiedName, kind: "resource" };
}

function artifactOf({ path }: SourceFile): object {
  const uri = fileUri(path);
  return isRelativePath(path) ? { uri, uriBaseId: sourceRoot } : { uri };
}

/** Lines and columns; offsets would count a byte order mark, which is not a content in SARIF. */
function regionOf({ source, start, end }: Span, { indexOf }: Run): object {
  const from = indexOf(source).positionAt(start);
  const to = indexOf(source).positionAt(end);
  return {
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}

function fixOf({ title, safe, edits }: Fix, run: Run): object {
  const sources = [...new Set(edits.map(({ span }) => span.source))];
  return {
    description: { text: sentenceText(title) },
    artifactChanges: sources.map((source) => ({
      artifactLocation: artifactOf(source),
      replacements: edits
        .filter(({ span }) => span.source === source)
        .map((it) => replacementOf(it, run)),
    })),
    properties: { safe },
  };
}

function replacementOf({ span, text }: Edit, run: Run): object {
  return { deletedRegion: regionOf(span, run), insertedContent: { text } };
}
