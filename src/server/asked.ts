import type { Connection } from "vscode-languageserver/node";
import type { Inspected } from "../engine/inspect.ts";
import type { Workspace } from "../engine/workspace.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { ServerOptions } from "./options.ts";
import type { PositionFinder } from "./positions.ts";
import type { Session } from "./session.ts";
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
  readonly session: Session;
  readonly inspected: Inspected;
  readonly workspace: Workspace;
  readonly source: SourceFile;
  readonly around: Surroundings;
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
  return { session, inspected, workspace, source, around: { positions, uriOf } };
}
