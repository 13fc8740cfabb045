import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CompletionRequest,
  DefinitionRequest,
  DocumentSymbolRequest,
  HoverRequest,
} from "vscode-languageserver-protocol/node";
import { positionOf, startLsp, type LspClient } from "../../test/support/lsp-client.ts";
import { median, run, say, type Candidate, type Row } from "./measure.ts";

/** What the language server takes in a folder, over a run of the command there and a loop that is timed next to it. */
export async function* measureServer(
  folder: string,
  check: Candidate,
  edits: number,
): AsyncIterable<Row> {
  say(check.name);
  const { wall } = run(check);
  say("starting the server");
  const began = performance.now();
  const client = await startLsp(folder);
  const path = findRoute(folder);
  const text = readFileSync(join(folder, path), "utf8");
  client.open(path, text);
  await settled(client, path);
  const time = performance.now() - began;
  const over = "start to the findings of all files";
  yield { over, under: check.name, ratio: time / wall, time, peak: memoryOf(client.pid) };
  yield* measureEdits(client, { path, text, edits });
  yield* measureQuestions(client, { path, text, edits });
  await client.end();
}

interface Edited {
  readonly path: string;
  readonly text: string;
  readonly edits: number;
}

/** A time, and that of a loop right after it. */
type Pair = readonly [number, number];

function rowOf(over: string, pairs: readonly Pair[]): Row {
  return {
    over,
    under: "a loop of 20 million steps",
    ratio: median(pairs.map(([time, loop]) => time / loop)),
    time: median(pairs.map(([time]) => time)),
  };
}

/** A mistake comes and goes, so that each edit changes what is told. */
async function* measureEdits(client: LspClient, { path, text, edits }: Edited): AsyncIterable<Row> {
  const own: Pair[] = [];
  const all: Pair[] = [];
  for (let index = 0; index < edits; index += 1) {
    say(`edit ${index + 1} of ${edits}`);
    const isWrong = index % 2 === 0;
    const began = performance.now();
    client.change(path, isWrong ? `${text}bogus: ${index}\n` : `${text}# ${index}\n`);
    await client.until(
      path,
      (found) => found.some(({ code }) => code === "unknown-field") === isWrong,
    );
    const first = performance.now() - began;
    await settled(client, path);
    const last = performance.now() - began;
    const loop = timed();
    own.push([first, loop]);
    all.push([last, loop]);
  }
  yield rowOf("edit to the findings of the edited file", own);
  // Once V8 has compiled what runs again and again.
  const warm = all.slice(edits / 2);
  const row = rowOf("edit to the findings of all files, without the pause", warm);
  yield { ...row, peak: memoryOf(client.pid) };
}

async function* measureQuestions(
  client: LspClient,
  { path, text, edits }: Edited,
): AsyncIterable<Row> {
  client.change(path, text);
  await settled(client, path);
  const params = {
    textDocument: { uri: client.uri(path) },
    position: positionOf(text, "host: ", "host: ".length + 1),
  };
  const types = {
    hover: HoverRequest,
    definition: DefinitionRequest,
    completion: CompletionRequest,
  };
  for (const [name, { method }] of Object.entries(types)) {
    const pairs: Pair[] = [];
    for (let index = 0; index < edits; index += 1) {
      const began = performance.now();
      await client.connection.sendRequest(method, params);
      pairs.push([performance.now() - began, timed()]);
    }
    yield rowOf(name, pairs);
  }
}

/** The outline is given once all that was written is looked at. */
async function settled(client: LspClient, path: string): Promise<void> {
  const textDocument = { uri: client.uri(path) };
  await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
}

function findRoute(folder: string): string {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const found = paths.find((path) => path.endsWith("routing.yaml")) ?? "";
  return found.replaceAll("\\", "/");
}

/** Milliseconds of work that is always the same. */
function timed(): number {
  const began = performance.now();
  let sum = 0;
  for (let index = 0; index < 2e7; index += 1) sum = Math.imul(sum ^ index, 0x01000193);
  return performance.now() - began + (sum === 1 ? 1 : 0);
}

/** Megabytes of a process; `undefined` where nothing here can tell. */
function memoryOf(pid: number | undefined): number | undefined {
  if (process.platform !== "linux") return undefined;
  const [, kilobytes = "0"] =
    /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1000;
}
