// Measures the built language server in a workspace of about 7,000 files and 10,000 resources:
// `npm run bench:server [-- EDITS]`. Compare with the pure loop that is timed first, not with other machines.
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompletionRequest,
  DefinitionRequest,
  DocumentSymbolRequest,
  HoverRequest,
} from "vscode-languageserver-protocol/node";
import { positionOf, startLsp, type LspClient } from "../../test/support/lsp-client.ts";
import { writeTree } from "./trees.ts";

const edits = Math.max(Number(process.argv[2] ?? 100), 10);
/** Of the tree of `npm run bench`. */
const size = 1.45;

async function bench(folder: string): Promise<void> {
  const tree = writeTree(folder, size);
  console.log(
    `${tree.files} files, ${tree.manifests} resources, ${edits} edits, Node ${process.version}`,
  );
  print("a pure loop of 20 million steps", [timed(loop)]);
  const began = performance.now();
  const client = await startLsp(folder);
  const path = findRoute(folder);
  const text = readFileSync(join(folder, path), "utf8");
  client.open(path, text);
  await settled(client, path);
  print("start to the first findings of all files", [performance.now() - began]);
  await measureEdits(client, path, text);
  await measureQuestions(client, path, text);
  console.log(`memory of the server: ${memoryOf(client.pid).toFixed(0)} MB`);
  await client.end();
}

/** A mistake comes and goes, so that each edit changes what is told. */
async function measureEdits(client: LspClient, path: string, text: string): Promise<void> {
  const own: number[] = [];
  const all: number[] = [];
  for (let index = 0; index < edits; index += 1) {
    const isWrong = index % 2 === 0;
    const began = performance.now();
    client.change(path, isWrong ? `${text}bogus: ${index}\n` : `${text}# ${index}\n`);
    await client.until(
      path,
      (found) => found.some(({ code }) => code === "unknown-field") === isWrong,
    );
    own.push(performance.now() - began);
    await settled(client, path);
    all.push(performance.now() - began);
  }
  print("edit to the findings of the edited file", own);
  print("edit to the findings of all files, the pause included", all);
}

async function measureQuestions(client: LspClient, path: string, text: string): Promise<void> {
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
    const times: number[] = [];
    for (let index = 0; index < edits; index += 1) {
      const began = performance.now();
      await client.connection.sendRequest(method, params);
      times.push(performance.now() - began);
    }
    print(name, times);
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

function loop(): number {
  let sum = 0;
  for (let index = 0; index < 2e7; index += 1) sum = Math.imul(sum ^ index, 0x01000193);
  return sum;
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function memoryOf(pid: number | undefined): number {
  const [, kilobytes = "0"] =
    /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1000;
}

function print(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (part: number): string =>
    (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1);
  const most = times.length > 1 ? `  p99 ${at(0.99)}  most ${at(1)}` : "";
  console.log(`${name}: median ${at(0.5)} ms${most}`);
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), "istio-grpc-lint-bench-")));
try {
  await bench(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
