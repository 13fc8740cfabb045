import {
  CompletionItemKind,
  InlayHintKind,
  MarkupKind,
  SymbolKind,
  type CompletionItem,
  type DocumentSymbol,
} from "vscode-languageserver/node";
import type { placeFinderOf } from "./answer-names.ts";
import { askedAbout, type Answering, type Asked } from "./asked.ts";
import type { PositionFinder } from "./positions.ts";
import { suggestionsFor, type Suggestion } from "./questions/completion.ts";
import { hoverAt } from "./questions/hover.ts";
import { hintsOf, lensesOf } from "./questions/lenses.ts";
import { outlineOf, type OutlineEntry } from "./questions/outline.ts";
import { yamlContext } from "./questions/yaml-context.ts";
import type { Resource } from "../manifest/resource.ts";

/** Hover, completion, outline, code lenses and inlay hints. */
export function answerTexts(answering: Answering, placeOf: ReturnType<typeof placeFinderOf>): void {
  const { connection, positions, sessions, options } = answering;
  connection.onHover(async ({ textDocument, position }) => {
    const asked = await placeOf(textDocument.uri, position);
    const structureOf = asked?.session.project()?.parts.structureOf;
    if (asked === undefined || structureOf === undefined) return undefined;
    const found = hoverAt(asked.place, { inspected: asked.inspected, structureOf });
    if (found === undefined) return undefined;
    const contents = { kind: MarkupKind.Markdown, value: found.markdown };
    return { contents, range: positions.rangeOf(found.span) };
  });
  // What is being typed cannot be read yet: names are those of the state before.
  connection.onCompletion(({ textDocument, position }) => {
    const found = sessions.of(textDocument.uri);
    const source = found?.session.source(found.path);
    const structureOf = found?.session.project()?.parts.structureOf;
    if (source === undefined || structureOf === undefined) return [];
    const context = yamlContext(source.text, positions.of(source).offsetAt(position));
    const mesh = found?.session.latest()?.mesh;
    return suggestionsFor(context, mesh, structureOf).map(toItem);
  });
  connection.onDocumentSymbol(async ({ textDocument }) => {
    const asked = await askedAbout(textDocument.uri, answering);
    return asked && outlineOf(resourcesOf(asked)).map((entry) => toSymbol(entry, positions));
  });
  connection.onCodeLens(async ({ textDocument }) => {
    const asked = options().codeLens ? await askedAbout(textDocument.uri, answering) : undefined;
    if (asked === undefined) return [];
    return lensesOf(resourcesOf(asked), asked.inspected.mesh).map(({ span, text }) => ({
      range: positions.rangeOf(span),
      command: { title: text, command: "" },
    }));
  });
  connection.languages.inlayHint.on(async ({ textDocument, range }) => {
    const asked = options().inlayHints ? await askedAbout(textDocument.uri, answering) : undefined;
    if (asked === undefined) return [];
    const lines = { first: range.start.line, last: range.end.line };
    return hintsOf(resourcesOf(asked), asked.inspected.mesh)
      .map(({ span, text }) => ({ at: positions.rangeOf(span).end, text }))
      .filter(({ at }) => lines.first <= at.line && at.line <= lines.last)
      .map(({ at, text }) => ({
        position: at,
        label: text,
        kind: InlayHintKind.Type,
        paddingLeft: true,
      }));
  });
}

function resourcesOf({ inspected, source }: Asked): readonly Resource[] {
  return inspected.read.resources.filter(({ root }) => root.source === source);
}

const itemKinds = {
  field: CompletionItemKind.Field,
  value: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Reference,
} as const;

function toItem({ label, kind, insert, detail, note }: Suggestion): CompletionItem {
  return {
    label,
    kind: itemKinds[kind],
    insertText: insert,
    ...(detail !== "" && { detail }),
    ...(note !== undefined && { documentation: { kind: MarkupKind.Markdown, value: note } }),
  };
}

function toSymbol(entry: OutlineEntry, positions: PositionFinder): DocumentSymbol {
  return {
    name: entry.name === "" ? "-" : entry.name,
    detail: entry.detail,
    kind: entry.children.length > 0 ? SymbolKind.Object : SymbolKind.Field,
    range: positions.rangeOf(entry.whole),
    selectionRange: positions.rangeOf(entry.selection),
    children: entry.children.map((child) => toSymbol(child, positions)),
  };
}
