import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  WorkDoneProgressCreateRequest,
  StreamMessageReader,
  StreamMessageWriter,
  WorkDoneProgress,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
} from "vscode-languageserver-protocol/node";
import { cliEntry, plainEnvironment } from "./run-cli.ts";

/** An editor that talks to the built server over its standard input and output. */
export interface LspClient {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** Of the server's process. */
  readonly pid: number | undefined;
  uri(path: string): string;
  /** Opens a file of the folder with a text, or with that of the disk. */
  open(path: string, text: string): void;
  /** Puts a text in the place of the one that was opened. */
  change(path: string, text: string): void;
  /** What was told of a file last. */
  diagnostics(path: string): readonly Diagnostic[];
  /** Waits until what was told of a file is as wanted. */
  until(
    path: string,
    wanted: (found: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]>;
  /** What was told of work that takes long. */
  progress(): readonly string[];
  /** Lines that the server wrote to standard error. */
  errors(): string;
  end(): Promise<number | null>;
}

interface ClientOptions {
  readonly folders?: readonly string[];
  readonly params?: Partial<InitializeParams>;
  readonly args?: readonly string[];
}

const patience = 60_000;

/** Starts a server for a folder that exists. */
export async function startLsp(folder: string, options: ClientOptions = {}): Promise<LspClient> {
  const { folders = [folder], params = {}, args = [] } = options;
  const child = spawn(process.execPath, [cliEntry, "server", "--stdio", ...args], {
    cwd: folder,
    env: plainEnvironment(),
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<number | null>((settle) => child.on("exit", settle));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const told = new Map<string, readonly Diagnostic[]>();
  const waiting = new Set<() => void>();
  connection.onNotification(PublishDiagnosticsNotification.type, (sent) => {
    told.set(sent.uri, sent.diagnostics);
    for (const each of waiting) each();
  });
  connection.onRequest("client/registerCapability", () => null);
  const progress: string[] = [];
  connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
    connection.onProgress(WorkDoneProgress.type, token, ({ kind, ...rest }) => {
      const text = "message" in rest ? `: ${rest.message}` : "";
      progress.push(`${kind}${text}`);
      for (const each of waiting) each();
    });
  });
  connection.listen();
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: { workspace: { workspaceFolders: true } },
    workspaceFolders: folders.map((it) => ({ uri: pathToFileURL(it).href, name: it })),
    ...params,
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const versions = new Map<string, number>();
  const uri = (path: string): string => pathToFileURL(join(folder, path)).href;
  const diagnostics = (path: string): readonly Diagnostic[] => told.get(uri(path)) ?? [];
  return {
    connection,
    initialized,
    pid: child.pid,
    uri,
    diagnostics,
    errors: () => errors,
    progress: () => progress,
    open(path, text) {
      versions.set(path, 1);
      const textDocument = { uri: uri(path), languageId: "yaml", version: 1, text };
      void connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    },
    change(path, text) {
      const version = (versions.get(path) ?? 0) + 1;
      versions.set(path, version);
      void connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: uri(path), version },
        contentChanges: [{ text }],
      });
    },
    until(path, wanted) {
      return new Promise((settle, fail) => {
        const timer = setTimeout(
          () => fail(new Error(`told of ${path}: ${JSON.stringify(diagnostics(path))}\n${errors}`)),
          patience,
        );
        const look = (): void => {
          if (!wanted(diagnostics(path))) return;
          clearTimeout(timer);
          waiting.delete(look);
          settle(diagnostics(path));
        };
        waiting.add(look);
        look();
      });
    },
    async end() {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      return ended;
    },
  };
}

/** Where a piece of a text is, in UTF-16 units. */
export function positionOf(text: string, piece: string, skip = 0): Position {
  const offset = text.indexOf(piece) + skip;
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
