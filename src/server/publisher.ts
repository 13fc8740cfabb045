import { DiagnosticSeverity, type Diagnostic } from "vscode-languageserver";
import type { Inspected } from "../engine/inspect.ts";
import type { Diagnostic as Finding } from "../report/report.ts";
import type { PositionFinder } from "./positions.ts";
import type { ProjectFault } from "./project.ts";
import { toDiagnostic, toolName } from "./to-diagnostic.ts";
import { fileIn, uriOf } from "./uris.ts";

/** Tells a client what is wrong with files, and only what has changed since. */
export interface Publisher {
  found(inspected: Inspected): void;
  glanced(path: string, found: readonly Finding[]): void;
  /** Nothing can be checked: said where the fault is, and in every file that is open. */
  broken(faults: readonly ProjectFault[]): void;
  /** Nothing is said of the folder any more. */
  clear(): void;
}

export interface PublisherInputs {
  readonly folder: string;
  readonly positions: PositionFinder;
  readonly send: (uri: string, diagnostics: readonly Diagnostic[]) => void;
  /** URIs of the documents that are open, which are told of first. */
  readonly openDocuments: () => readonly string[];
}

export function publisherOf({
  folder,
  positions,
  send,
  openDocuments,
}: PublisherInputs): Publisher {
  /** What was sent last, by URI. */
  const sent = new Map<
    string,
    { readonly diagnostics: readonly Diagnostic[]; readonly text: string }
  >();
  const around = { positions, uriOf: (path: string): string => uriOf(fileIn(folder, path)) };

  const update = (uri: string, diagnostics: readonly Diagnostic[]): void => {
    const text = JSON.stringify(diagnostics);
    if ((sent.get(uri)?.text ?? "[]") === text) return;
    if (diagnostics.length === 0) sent.delete(uri);
    else sent.set(uri, { diagnostics, text });
    send(uri, diagnostics);
  };
  const updateAll = (byUri: ReadonlyMap<string, readonly Diagnostic[]>): void => {
    const shown = openDocuments().filter((uri) => byUri.has(uri) || sent.has(uri));
    for (const uri of new Set([...shown, ...byUri.keys(), ...sent.keys()])) {
      update(uri, byUri.get(uri) ?? []);
    }
  };
  return {
    found({ report }) {
      const byUri = new Map<string, Diagnostic[]>();
      for (const each of report.diagnostics) {
        const uri = around.uriOf(each.primary.span.source.path);
        const known = byUri.get(uri);
        if (known) known.push(toDiagnostic(each, around));
        else byUri.set(uri, [toDiagnostic(each, around)]);
      }
      updateAll(byUri);
    },
    glanced(path, found) {
      const shown = found.map((each) => toDiagnostic(each, around));
      update(around.uriOf(path), shown.toSorted(byPosition));
    },
    broken(faults) {
      const byUri = new Map([...sent].map(([uri, { diagnostics }]) => [uri, diagnostics]));
      const own = new Set(faults.flatMap(({ file }) => (file === undefined ? [] : [uriOf(file)])));
      for (const uri of own) {
        const here = faults.filter(({ file }) => file !== undefined && uriOf(file) === uri);
        byUri.set(
          uri,
          here.map((fault) => faultDiagnostic(fault, positions)),
        );
      }
      for (const uri of openDocuments().filter((it) => !own.has(it))) {
        const before = (byUri.get(uri) ?? []).filter(({ code }) => code !== notChecked);
        byUri.set(uri, [notCheckedBecause(faults), ...before]);
      }
      updateAll(byUri);
    },
    clear: () => updateAll(new Map()),
  };
}

function byPosition({ range: left }: Diagnostic, { range: right }: Diagnostic): number {
  return left.start.line - right.start.line || left.start.character - right.start.character;
}

const start = { line: 0, character: 0 };
const notChecked = "not-checked";

function faultDiagnostic({ span, message }: ProjectFault, positions: PositionFinder): Diagnostic {
  return {
    range: span ? positions.rangeOf(span) : { start, end: start },
    severity: DiagnosticSeverity.Error,
    code: "configuration",
    source: toolName,
    message,
  };
}

/** Files of which nothing is said are taken for correct, so that each says that it was not checked. */
function notCheckedBecause([first]: readonly ProjectFault[]): Diagnostic {
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Error,
    code: notChecked,
    source: toolName,
    message: `this file was not checked: ${first?.message ?? "the project cannot be read"}`,
  };
}
