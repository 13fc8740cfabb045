// Measures the built command: `npm run build && npm run bench`; `npm run bench -- --full` takes more rounds and grows every
// shape. Each row is a ratio of times that were taken next to one another: compare these, not milliseconds of two runs.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { clean, withError } from "../../test/support/manifests.ts";
import { shapes } from "../../test/support/growth-shapes.ts";
import { copySchemas, kubeconform } from "./kubeconform.ts";
import {
  measureAll,
  median,
  print,
  printHead,
  rowOf,
  say,
  type Candidate,
  type Samples,
} from "./measure.ts";
import { writeProtos } from "./protos.ts";
import { measureServer } from "./server.ts";
import { writeBigFile, writeShape, writeTree, type Tree } from "./trees.ts";

const isFull = process.argv.includes("--full");
const cli = resolve("dist/cli.cjs");
const bare: Candidate = { name: "node -e 0", command: process.execPath, args: ["-e", "0"] };

function checkOf(name: string, path: string): Candidate {
  return { name, command: process.execPath, args: [cli, "--timing", "--exit-zero", path] };
}

/** The start of a process, by itself and as a hook. */
function benchStart(folder: string): void {
  const [one, flawed] = [join(folder, "one.yaml"), join(folder, "flawed.yaml")];
  writeFileSync(one, clean);
  writeFileSync(flawed, withError);
  const hook: Candidate = {
    name: "hook, one small file",
    command: process.execPath,
    args: [resolve("scripts/run-hook.mjs"), one],
  };
  const checks = [
    checkOf("one small file", one),
    checkOf("one small file with a finding", flawed),
    hook,
  ];
  // Once before, so that V8's caches are there.
  measureAll(checks, 1);
  const samples = measureAll([bare, ...checks], isFull ? 25 : 9);
  for (const { name } of checks) print(rowOf(samples, name, bare.name));
}

/** A repository, a large one, and one with findings in every third file. */
function benchTrees(folder: string): void {
  say("writing trees");
  const trees: Record<string, Tree> = {
    "500 files": writeTree(join(folder, "500"), 0.1),
    "clean tree": writeTree(join(folder, "clean"), 1),
    "tree with findings": writeTree(join(folder, "findings"), 1, true),
    ...(isFull && {
      "one large file": writeBigFile(join(folder, "large.yaml")),
      "500 protos": writeProtos(join(folder, "protos")),
    }),
  };
  const schemas = join(folder, "schemas");
  copySchemas("schemas", schemas);
  const peers = ["500 files", "clean tree", "tree with findings"].flatMap(
    (name) => kubeconform(name, trees[name]?.path ?? "", schemas) ?? [],
  );
  const checks = Object.entries(trees).map(([name, { path }]) => checkOf(name, path));
  const samples = measureAll([bare, ...checks, ...peers], isFull ? 9 : 3);
  for (const { name } of peers) print(rowOf(samples, name.replace("kubeconform, ", ""), name));
  if (peers.length === 0) console.log("kubeconform is not there: without its rows");
  print(rowOf(samples, "500 files", bare.name));
  const others = Object.keys(trees).filter((name) => name !== "500 files" && name !== "clean tree");
  for (const name of others) print(rowOf(samples, name, "clean tree"));
  printStages(samples);
}

/** What `--timing` said of the clean tree. */
function printStages(samples: Samples): void {
  const times = new Map<string, number[]>();
  for (const { stderr } of samples.get("clean tree") ?? []) {
    for (const [, stage = "", time] of stderr.matchAll(/^(\w+) ([\d.]+) ms$/gm)) {
      times.set(stage, [...(times.get(stage) ?? []), Number(time)]);
    }
  }
  const all = Array.from(times, ([stage, each]) => `${stage} ${median(each).toFixed(0)}`);
  console.log(`stages of the clean tree, ms: ${all.join(", ")}`);
}

/** Time for each thing when there are more of them: 1 is linear, less is what a process does once. */
function benchGrowth(folder: string): void {
  const usual = "Services, workloads, routes and rules";
  growth(folder, usual, [1250, 6250, 25_000]);
  if (!isFull) return;
  for (const name of Object.keys(shapes)) if (name !== usual) growth(folder, name, [2500, 10_000]);
}

function growth(folder: string, shape: string, sizes: readonly number[]): void {
  say(`writing ${shape}`);
  const trees = sizes.map((size) => ({
    size,
    tree: writeShape(join(folder, `grown-${size}`), shape, size),
  }));
  const nameOf = ({ manifests }: Tree): string => `${shape}: ${manifests} resources`;
  const checks = trees.map(({ tree }) => checkOf(nameOf(tree), tree.path));
  const samples = measureAll(checks, isFull ? 3 : 1);
  for (const [index, { size, tree }] of trees.entries()) {
    const before = trees[index - 1];
    if (!before) continue;
    print({
      ...rowOf(samples, nameOf(tree), nameOf(before.tree), size / before.size),
      under: `${before.tree.manifests}, for each`,
    });
  }
  for (const { tree } of trees) rmSync(tree.path, { recursive: true });
}

async function bench(folder: string): Promise<void> {
  console.log(`Node ${process.version}, ${availableParallelism()} processors\n`);
  printHead();
  benchStart(folder);
  benchTrees(folder);
  benchGrowth(folder);
  say("writing the tree of the server");
  // About 7,000 files and 10,000 resources.
  const tree = writeTree(join(folder, "server"), 1.45);
  console.log(`language server, ${tree.files} files and ${tree.manifests} resources:`);
  const check = checkOf("one run over them", tree.path);
  for await (const row of measureServer(tree.path, check, isFull ? 100 : 12)) print(row);
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), "istio-grpc-lint-bench-")));
try {
  await bench(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
