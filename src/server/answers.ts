import { CodeActionKind, type Connection, type Range } from "vscode-languageserver/node";
import type { Inspected } from "../engine/inspect.ts";
import type { Workspace } from "../engine/workspace.ts";
import type { Diagnostic } from "../report/report.ts";
import type { SourceFile } from "../yaml/source.ts";
import { actionsFor, fixAll, fixAllKind } from "./code-actions.ts";
import type { ServerOptions } from "./options.ts";
import type { PositionFinder } from "./positions.ts";
import type { Sessions } from "./sessions.ts";
import type { Surroundings } from "./to-diagnostic.ts";

export interface Answering {
  readonly connection: Connection;
  readonly sessions: Sessions;
  readonly positions: PositionFinder;
  readonly options: () => ServerOptions;
}

/** A document in a mesh that is known. */
export interface Asked {
  readonly inspected: Inspected;
  readonly workspace: Workspace;
  readonly source: SourceFile;
  readonly around: Surroundings;
}

export function answerQuestions(answering: Answering): void {
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

/** The mesh that a document is in, once all that was written is looked at. */
export async function askedAbout(uri: string, answering: Answering): Promise<Asked | undefined> {
  const { sessions, positions } = answering;
  const found = sessions.of(uri);
  if (found === undefined) return undefined;
  const { session, path } = found;
  const inspected = await session.settled();
  const workspace = session.workspace();
  const source = session.source(path);
  if (inspected === undefined || workspace === undefined || source === undefined) return undefined;
  const uriOf = (it: string): string => sessions.uriIn(session, it);
  return { inspected, workspace, source, around: { positions, uriOf } };
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
