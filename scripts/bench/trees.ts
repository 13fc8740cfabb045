import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { shapes } from "../../test/support/growth-shapes.ts";
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

/** What makes findings, two or three in each service's files. */
const slips: readonly (readonly [RegExp, string])[] = [
  [/simple: (?:LEAST_REQUEST|ROUND_ROBIN|RANDOM)/g, "simple: LEAST_CONN"],
  [/retryOn: "[^"]*"/g, 'retryOn: "cancelled,5xx"'],
  [/perTryTimeout: 1s/g, "perTryTimeout: 1s, backoff: 0s"],
];

/** Writes the company's manifests, `size` times as many services as in the tree of 5,000 files. */
export function writeTree(folder: string, size: number, flawed = false): Tree {
  const files = companyManifests(Math.round(appsInTree * size)).map(
    ({ path, manifests, text }) => ({
      path,
      manifests,
      text: flawed ? withSlips(text) : text,
    }),
  );
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

function withSlips(text: string): string {
  return slips.reduce((changed, [found, slip]) => changed.replaceAll(found, slip), text);
}

/** Writes so many alike things. */
export function writeShape(folder: string, name: string, size: number): Tree {
  const files = shapes[name]?.(size) ?? new Map<string, string>();
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const texts = [...files.values()];
  return {
    path: folder,
    megabytes: sum(texts.map((text) => Buffer.byteLength(text))) / 1e6,
    files: files.size,
    manifests: sum(texts.map((text) => text.match(/^ *(?:- )?apiVersion:/gm)?.length ?? 0)),
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
