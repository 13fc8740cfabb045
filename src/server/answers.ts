import { CodeActionKind, type Range } from "vscode-languageserver/node";
import type { Diagnostic } from "../report/report.ts";
import type { SourceFile } from "../yaml/source.ts";
import { answerNames, placeFinderOf } from "./answer-names.ts";
import { answerTexts } from "./answer-texts.ts";
import { askedAbout, type Answering } from "./asked.ts";
import { actionsFor, fixAll, fixAllKind } from "./code-actions.ts";
import type { PositionFinder } from "./positions.ts";

export function answerQuestions(answering: Answering): void {
  answerActions(answering);
  const placeOf = placeFinderOf(answering);
  answerNames(answering, placeOf);
  answerTexts(answering, placeOf);
}

function answerActions(answering: Answering): void {
  const { connection, positions } = answering;
  connection.onCodeAction(async ({ textDocument, range, context }) => {
    const asked = await askedAbout(textDocument.uri, answering);
    if (asked === undefined) return [];
    const { inspected, workspace, source, around } = asked;
    const wants = (kind: string): boolean =>
      context.only?.some((only) => kind === only || kind.startsWith(`${only}.`)) ?? true;
    const here = inspected.report.diagnostics.filter((it) => isAt(it, source, range, positions));
    return [
      ...(wants(CodeActionKind.QuickFix) ? actionsFor(here, workspace, around) : []),
      ...(wants(fixAllKind) && context.only !== undefined ? fixAll(source, workspace, around) : []),
    ];
  });
}

function isAt(
  { primary: { span } }: Diagnostic,
  source: SourceFile,
  range: Range,
  positions: PositionFinder,
): boolean {
  if (span.source !== source) return false;
  const { offsetAt } = positions.of(source);
  return span.start <= offsetAt(range.end) && offsetAt(range.start) <= span.end;
}
