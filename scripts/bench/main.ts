// Measures the built command: `npm run build && npm run bench [-- ROUNDS]`. Compare ratios of one run, not
// milliseconds of two.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { clean } from "../../test/support/manifests.ts";
import { writeProtos } from "./protos.ts";
import { copySchemas, kubeconform } from "./kubeconform.ts";
import { measureAll, median, peakMemory, run, type Candidate, type Sample } from "./measure.ts";
import { writeBigFile, writeNamespace, writeTree, type Tree } from "./trees.ts";

const cli = resolve("dist/cli.cjs");
const rounds = Math.max(Number(process.argv[2] ?? 9), 1);

function checkOf(name: string, path: string): Candidate {
  return { name, command: process.execPath, args: [cli, "--timing", "--exit-zero", path] };
}

/** The services of one namespace, 1, 2 and 4 times as many. */
const inNamespace = 1250;

function bench(folder: string): void {
  const one = join(folder, "one.yaml");
  writeFileSync(one, clean);
  copySchemas("schemas", join(folder, "schemas"));
  const sizes = [1, 2, 4] as const;
  const trees = new Map<string, Tree>(
    sizes.map((size) => [`tree, ${size}×`, writeTree(join(folder, `tree-${size}`), size)]),
  );
  trees.set("500 files", writeTree(join(folder, "tree-500"), 0.1));
  trees.set("tree with findings", writeTree(join(folder, "flawed"), 1, true));
  for (const size of sizes) {
    const path = join(folder, `namespace-${size}`);
    trees.set(`one namespace, ${size}×`, writeNamespace(path, inNamespace * size));
  }
  trees.set("one large file", writeBigFile(join(folder, "large.yaml")));
  trees.set("500 protos", writeProtos(join(folder, "protos")));

  const bare: Candidate = { name: "node -e 0", command: process.execPath, args: ["-e", "0"] };
  const peer = kubeconform(join(folder, "tree-1"), join(folder, "schemas"));
  const checks = [...trees].map(([name, tree]) => checkOf(name, tree.path));
  const hook: Candidate = {
    name: "hook, one small file",
    command: process.execPath,
    args: [resolve("scripts/run-hook.mjs"), one],
  };
  const peers = peer ? [peer] : [];
  const candidates = [bare, checkOf("one small file", one), hook, ...checks, ...peers];
  for (const candidate of candidates) run(candidate);

  const samples = measureAll(candidates, rounds);
  const memory = new Map(candidates.map((it) => [it.name, peakMemory(it, folder)]));
  if (peer) trees.set(peer.name, mustGet(trees, "tree, 1×"));
  printHead(trees);
  for (const { name } of candidates) {
    printRow(name, mustGet(samples, name), { tree: trees.get(name), memory: memory.get(name) });
  }
  printRatios(samples, peer);
  printStages(mustGet(samples, "tree, 1×"));
}

function printHead(trees: ReadonlyMap<string, Tree>): void {
  const { files, manifests, megabytes } = mustGet(trees, "tree, 1×");
  console.log(
    `Node ${process.version}, ${availableParallelism()} processors, medians of ${rounds} rounds.`,
  );
  console.log(`Tree, 1×: ${files} files, ${manifests} manifests, ${megabytes.toFixed(1)} MB.\n`);
  console.log(row("", ["median", "least", "MB/s", "peak"]));
}

interface Facts {
  readonly tree: Tree | undefined;
  readonly memory: number | undefined;
}

function printRow(name: string, samples: readonly Sample[], { tree, memory }: Facts): void {
  const walls = samples.map(({ wall }) => wall);
  const time = median(walls);
  console.log(
    row(name, [
      `${time.toFixed(0)} ms`,
      `${Math.min(...walls).toFixed(0)} ms`,
      tree === undefined ? "" : (tree.megabytes / (time / 1000)).toFixed(1),
      memory === undefined ? "" : `${memory.toFixed(0)} MB`,
    ]),
  );
}

function printRatios(
  samples: ReadonlyMap<string, readonly Sample[]>,
  peer: Candidate | undefined,
): void {
  const ratio = (over: string, under: string): string =>
    median(
      mustGet(samples, over).map(
        ({ wall }, round) => wall / (samples.get(under)?.[round]?.wall ?? 0),
      ),
    ).toFixed(2);
  console.log("\nRatios, medians over the rounds:");
  console.log(row("one small file ÷ node -e 0", [ratio("one small file", "node -e 0")]));
  console.log(row("hook ÷ node -e 0", [ratio("hook, one small file", "node -e 0")]));
  console.log(row("with findings ÷ tree, 1×", [ratio("tree with findings", "tree, 1×")]));
  console.log(row("namespace, 2× ÷ 1×", [ratio("one namespace, 2×", "one namespace, 1×")]));
  console.log(row("namespace, 4× ÷ 1×", [ratio("one namespace, 4×", "one namespace, 1×")]));
  console.log(row("tree, 2× ÷ 1×", [ratio("tree, 2×", "tree, 1×")]));
  console.log(row("tree, 4× ÷ 1×", [ratio("tree, 4×", "tree, 1×")]));
  if (peer) console.log(row("tree, 1× ÷ kubeconform", [ratio("tree, 1×", peer.name)]));
}

/** What `--timing` said of the tree. */
function printStages(samples: readonly Sample[]): void {
  const times = new Map<string, number[]>();
  for (const [, stage = "", time] of samples.flatMap(({ stderr }) => [
    ...stderr.matchAll(/^(\w+) ([\d.]+) ms$/gm),
  ])) {
    times.set(stage, [...(times.get(stage) ?? []), Number(time)]);
  }
  console.log("\nStages of tree, 1×:");
  for (const [stage, all] of times) console.log(row(stage, [`${median(all).toFixed(0)} ms`]));
}

function row(name: string, cells: readonly string[]): string {
  return [name.padEnd(28), ...cells.map((cell) => cell.padStart(10))].join("");
}

function mustGet<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`nothing was measured for ${key}`);
  return value;
}

const folder = mkdtempSync(join(tmpdir(), "istio-grpc-lint-bench-"));
try {
  bench(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
