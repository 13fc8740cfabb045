// Writes the declarations of the library to `dist/types/`, or another folder that is named: those of `src/index.ts` and
// what it refers to.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const types = resolve(process.argv[2] ?? join(root, "dist", "types"));
const emitted = mkdtempSync(join(root, "node_modules", ".types-"));

/** What is loaded is CommonJS, and so must be what describes it. */
function writeWithReferences(path, written = new Set()) {
  if (written.has(path)) return;
  written.add(path);
  const text = readFileSync(join(emitted, path), "utf8");
  const target = join(types, path.replace(/\.d\.ts$/, ".d.cts"));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text.replaceAll(reference, '$1"$2.cjs"'));
  for (const [, , file] of text.matchAll(reference)) {
    writeWithReferences(join(dirname(path), `${file}.d.ts`), written);
  }
}

const reference = /(\bfrom |\bimport\()"(\.[^"]+)\.ts"/g;

rmSync(types, { recursive: true, force: true });
try {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const flags = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--noCheck"];
  const { status, stdout } = spawnSync(
    process.execPath,
    [compiler, ...flags, "--outDir", emitted],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`tsc cannot write declarations:\n${stdout}`);
  writeWithReferences(join("src", "index.d.ts"));
} finally {
  rmSync(emitted, { recursive: true, force: true });
}
