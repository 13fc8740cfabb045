import {
  ErrorCodes,
  ResponseError,
  type Location,
  type Position,
} from "vscode-languageserver/node";
import { keptFor } from "../collections/lazy.ts";
import type { Inspected } from "../engine/inspect.ts";
import type { Span } from "../yaml/source.ts";
import { askedAbout, type Answering, type Asked } from "./asked.ts";
import { toWorkspaceEdit } from "./edits.ts";
import { definitionsAt, referencesTo, type Place } from "./questions/names.ts";
import { occurrenceFinder } from "./questions/occurrences.ts";
import { renameAt, renamedAt } from "./questions/rename.ts";

type PlaceOf = (
  uri: string,
  position: Position,
) => Promise<(Asked & { readonly place: Place }) | undefined>;

/** Finds the place that a client asks about; what is known of names is worked out once for each state of the mesh. */
export function placeFinderOf(answering: Answering): PlaceOf {
  const finderOf = keptFor(({ mesh }: Inspected) => occurrenceFinder(mesh));
  return async (uri, position) => {
    const asked = await askedAbout(uri, answering);
    if (asked === undefined) return undefined;
    const { inspected, source } = asked;
    const { resources } = inspected.read;
    const place = {
      source,
      offset: answering.positions.of(source).offsetAt(position),
      here: resources.filter(({ root }) => root.source === source),
      all: resources,
      occurrencesIn: finderOf(inspected),
    };
    return { ...asked, place };
  };
}

/** Go to definition, find references, rename. */
export function answerNames(answering: Answering, placeOf: PlaceOf): void {
  const { connection, positions } = answering;
  const toLocation = ({ around }: Asked, span: Span): Location => ({
    uri: around.uriOf(span.source.path),
    range: positions.rangeOf(span),
  });
  connection.onDefinition(async ({ textDocument, position }) => {
    const asked = await placeOf(textDocument.uri, position);
    return asked && definitionsAt(asked.place).map(({ span }) => toLocation(asked, span));
  });
  connection.onReferences(async ({ textDocument, position, context }) => {
    const asked = await placeOf(textDocument.uri, position);
    if (asked === undefined) return [];
    const targets = definitionsAt(asked.place);
    const found = referencesTo(targets, asked.place, context.includeDeclaration);
    return found.map(({ span }) => toLocation(asked, span));
  });
  connection.onPrepareRename(async ({ textDocument, position }) => {
    const asked = await placeOf(textDocument.uri, position);
    const found = asked && renamedAt(asked.place);
    return found ? { range: positions.rangeOf(found.span), placeholder: found.name } : undefined;
  });
  connection.onRenameRequest(async ({ textDocument, position, newName }) => {
    const asked = await placeOf(textDocument.uri, position);
    if (asked === undefined) return undefined;
    const edits = renameAt(asked.place, newName);
    if (typeof edits === "string") return new ResponseError(ErrorCodes.InvalidParams, edits);
    return toWorkspaceEdit(edits, asked.around);
  });
}
