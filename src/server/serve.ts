import {
  createConnection,
  DidChangeWatchedFilesNotification,
  LogMessageNotification,
  MessageType,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type LogMessageParams,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { fixAllKind } from "./code-actions.ts";
import { showFirstCheck } from "./first-check.ts";
import { answerQuestions } from "./answers.ts";
import { defaultOptions, readOptions, valueAt, type ServerOptions } from "./options.ts";
import { positionFinder, type Encoding } from "./positions.ts";
import type { OpenProject } from "./project.ts";
import { publisherOf, type Publisher } from "./publisher.ts";
import { openSession, type Session } from "./session.ts";
import { sessionsOf, type Sessions } from "./sessions.ts";
import { toolName } from "./to-diagnostic.ts";
import { fileOf } from "./uris.ts";

export interface ServerInputs {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly version: string;
  readonly open: OpenProject;
}

/** Speaks the Language Server Protocol until the client ends it. */
export function serve(inputs: ServerInputs): Promise<void> {
  const connection = createConnection(ProposedFeatures.all, inputs.input, inputs.output);
  const documents = new TextDocuments(TextDocument);
  connection.onInitialize((params) => {
    start(connection, documents, { inputs, params });
    return capabilitiesOf(params, inputs.version);
  });
  documents.listen(connection);
  connection.listen();
  return new Promise((settle) => {
    connection.onExit(() => settle());
  });
}

/** UTF-8 where the client likes that better; UTF-16 is what all of them know. */
function encodingOf({ capabilities }: InitializeParams): Encoding {
  return capabilities.general?.positionEncodings?.[0] === "utf-8" ? "utf-8" : "utf-16";
}

function capabilitiesOf(params: InitializeParams, version: string): InitializeResult {
  return {
    serverInfo: { name: toolName, version },
    capabilities: {
      positionEncoding: encodingOf(params),
      textDocumentSync: {
        openClose: true,
        change: TextDocumentSyncKind.Incremental,
        save: { includeText: false },
      },
      codeActionProvider: { codeActionKinds: ["quickfix", fixAllKind] },
      definitionProvider: true,
      referencesProvider: true,
      hoverProvider: true,
      completionProvider: { triggerCharacters: [":", " ", ",", "-", "."] },
      renameProvider: { prepareProvider: true },
      documentSymbolProvider: true,
      codeLensProvider: { resolveProvider: false },
      inlayHintProvider: true,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

interface Starting {
  readonly inputs: ServerInputs;
  readonly params: InitializeParams;
}

/** The documents that are open, as the client counts their characters. */
export type Documents = TextDocuments<TextDocument>;

function start(connection: Connection, documents: Documents, { inputs, params }: Starting): void {
  const positions = positionFinder(encodingOf(params));
  let options = readOptions(params.initializationOptions, defaultOptions);
  const { didChangeWatchedFiles } = params.capabilities.workspace ?? {};
  const sessions = sessionsOf((folder, operands) => {
    const publisher = publisherFor(folder, { connection, documents, positions });
    return sessionFor({ folder, operands, connection, publisher, inputs, options });
  });
  connection.onInitialized(() => {
    sessions.open(foldersOf(params));
    if (didChangeWatchedFiles?.dynamicRegistration === true) {
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (params.capabilities.workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        sessions.close(removed.flatMap(({ uri }) => fileOf(uri) ?? []));
        sessions.open(added.flatMap(({ uri }) => fileOf(uri) ?? []));
      });
    }
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    options = readOptions(valueAt(settings, toolName), options);
  });
  followDocuments(documents, sessions, connection);
  if (didChangeWatchedFiles?.dynamicRegistration !== true) followSaves(documents, sessions);
  answerQuestions({ connection, sessions, positions, options: () => options });
}

const watchers = [
  { globPattern: "**/*.{yaml,yml,json,proto,binpb,protoset,desc,pb}" },
  { globPattern: "**/{.istio-grpc-lint.yaml,.istio-grpc-lint.yml,.gitignore}" },
];

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return uris.flatMap((uri) => fileOf(uri) ?? []);
}

interface Showing {
  readonly connection: Connection;
  readonly documents: Documents;
  readonly positions: ReturnType<typeof positionFinder>;
}

function publisherFor(folder: string, { connection, documents, positions }: Showing): Publisher {
  return publisherOf({
    folder,
    positions,
    openDocuments: () => documents.keys(),
    send(uri, diagnostics) {
      const version = documents.get(uri)?.version;
      void connection.sendDiagnostics({
        uri,
        diagnostics: [...diagnostics],
        ...(version !== undefined && { version }),
      });
    },
  });
}

interface SessionSetup {
  readonly folder: string;
  readonly operands: readonly string[];
  readonly connection: Connection;
  readonly publisher: Publisher;
  readonly inputs: ServerInputs;
  readonly options: ServerOptions;
}

function sessionFor(setup: SessionSetup): Session {
  const { folder, operands, connection, publisher, inputs, options } = setup;
  const complain = (message: string): void => {
    const sent: LogMessageParams = { type: MessageType.Error, message };
    void connection.sendNotification(LogMessageNotification.type, sent);
  };
  const endFirstCheck = showFirstCheck(connection, folder);
  return openSession({
    folder,
    operands,
    open: inputs.open,
    pause: options.pause,
    listener: {
      found(inspected) {
        for (const { ruleId } of inspected.report.failures) {
          complain(`rule \`${ruleId}\` stopped with an internal error`);
        }
        publisher.found(inspected);
        endFirstCheck();
      },
      glanced: (path, found) => publisher.glanced(path, found),
      broken(faults) {
        publisher.broken(faults);
        endFirstCheck();
      },
      complain,
      disposed() {
        publisher.clear();
        endFirstCheck();
      },
    },
  });
}

/** Buffers stand in the place of their files as long as they are open. */
function followDocuments(documents: Documents, sessions: Sessions, connection: Connection): void {
  documents.onDidChangeContent(({ document }) => {
    const found = sessions.of(document.uri);
    found?.session.edit(found.path, document.getText());
  });
  documents.onDidClose(({ document }) => {
    const found = sessions.of(document.uri);
    found?.session.close(found.path);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const bySession = new Map<Session, string[]>();
    for (const { uri } of changes) {
      const found = sessions.of(uri);
      if (found === undefined) continue;
      const paths = bySession.get(found.session) ?? [];
      bySession.set(found.session, [...paths, found.path]);
    }
    for (const [session, paths] of bySession) void session.touched(paths);
  });
}

/** Clients that watch no files tell of those that they write. */
function followSaves(documents: Documents, sessions: Sessions): void {
  documents.onDidSave(({ document }) => {
    const found = sessions.of(document.uri);
    void found?.session.touched([found.path]);
  });
}
