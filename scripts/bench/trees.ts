import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { companyManifests } from "./manifests/company.ts";

/** A folder or file of generated manifests. */
export interface Tree {
  readonly path: string;
  readonly megabytes: number;
  readonly files: number;
  readonly manifests: number;
}

/** About 5,000 files and 10 MB. */
const appsInTree = 620;

/** Writes the company's manifests, `size` times as many services as in the tree of 5,000 files. */
export function writeTree(folder: string, size: number): Tree {
  const files = companyManifests(appsInTree * size);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return {
    path: folder,
    megabytes: sum(files.map(({ text }) => Buffer.byteLength(text))) / 1e6,
    files: files.length,
    manifests: sum(files.map(({ manifests }) => manifests)),
  };
}

/** Writes the manifests of the tree of 5,000 files as one file. */
export function writeBigFile(path: string): Tree {
  const files = companyManifests(appsInTree).filter(({ manifests }) => manifests > 0);
  const text = files.map((file) => file.text).join("---\n");
  writeFileSync(path, text);
  const manifests = sum(files.map((file) => file.manifests));
  return { path, megabytes: Buffer.byteLength(text) / 1e6, files: 1, manifests };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
