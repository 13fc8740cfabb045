import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { readCrd, type KindSource } from "./crd.ts";
import { joinChannels } from "./channels.ts";
import { ImportError, isRecord, listOf, recordOf, stringOf, type JsonRecord } from "./json.ts";
import { readOpenApi } from "./openapi.ts";
import { parseDocuments } from "./parse-documents.ts";
import type { Schema } from "../../src/schema/schema.ts";

/** Everything of one release of one product. */
export interface ReleaseSource {
  readonly product: string;
  /** `1.31`. */
  readonly release: string;
  readonly kinds: readonly KindSource[];
  readonly parts: ReadonlyMap<string, Schema>;
}

/** A part of a release, the kinds by their channel. */
interface ReleasePart extends ReleaseSource {
  readonly experimental: readonly KindSource[];
}

/**
 * Reads all CRDs and OpenAPI documents below a folder, oldest release first. The release stands in the path of a
 * file (`istio/1.31.json`, `istio-1.31.0/crds.yaml`); the product follows from what the file defines.
 */
export function readSources(folder: string): readonly ReleaseSource[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(?:json|ya?ml)$/.test(path))
    .toSorted();
  if (files.length === 0) throw new ImportError(`${folder}: no .json or .yaml file`);
  const releases = new Map<string, ReleasePart>();
  for (const path of files) {
    const file = join(folder, path);
    for (const part of readSourceFile(file, relative(join(folder, ".."), file))) {
      const key = `${part.product} ${part.release}`;
      releases.set(key, together(releases.get(key), part));
    }
  }
  return [...releases.values()]
    .map(joined)
    .toSorted(
      (a, b) => a.product.localeCompare(b.product, "en") || compareReleases(a.release, b.release),
    );
}

export function compareReleases(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA - majorB || minorA - minorB;
}

function together(known: ReleasePart | undefined, more: ReleasePart): ReleasePart {
  if (known === undefined) return more;
  return {
    ...known,
    kinds: [...known.kinds, ...more.kinds],
    experimental: [...known.experimental, ...more.experimental],
    parts: new Map([...known.parts, ...more.parts]),
  };
}

function joined({ product, release, kinds, experimental, parts }: ReleasePart): ReleaseSource {
  if (kinds.length === 0 && experimental.length > 0) {
    throw new ImportError(`${product} ${release}: the standard channel is missing`);
  }
  return { product, release, kinds: joinChannels(kinds, experimental), parts };
}

function readSourceFile(file: string, path: string): readonly ReleasePart[] {
  try {
    const release = releaseIn(path);
    const documents = parseDocuments(file, readFileSync(file, "utf8")).flatMap(itemsOf);
    return documents.flatMap((document) => readDocument(document, release));
  } catch (error) {
    if (error instanceof ImportError) throw new ImportError(`${file}: ${error.message}`);
    throw error;
  }
}

function releaseIn(path: string): string {
  const release = [...path.matchAll(/(?:^|[^\d.])v?(\d+\.\d+)/g)].at(-1)?.[1];
  if (release === undefined) throw new ImportError("no release such as 1.31 in the path");
  return release;
}

function itemsOf(document: unknown): readonly unknown[] {
  const record = recordOf(document);
  return Array.isArray(record["items"]) ? listOf(record["items"]) : [document];
}

function readDocument(document: unknown, release: string): readonly ReleasePart[] {
  const record = recordOf(document);
  if (isRecord(recordOf(record["components"])["schemas"])) {
    return [{ product: "kubernetes", release, ...readOpenApi(document), experimental: [] }];
  }
  if (record["kind"] !== "CustomResourceDefinition") {
    throw new ImportError("neither a CustomResourceDefinition nor an OpenAPI document");
  }
  const kind = readCrd(document);
  const product = productOf(stringOf(recordOf(record["spec"])["group"]));
  if (kind === undefined) return [];
  const channel = isExperimental(record)
    ? { kinds: [], experimental: [kind] }
    : { kinds: [kind], experimental: [] };
  return [{ product, release, ...channel, parts: new Map() }];
}

/** The Gateway API says in each CRD which channel it is of. */
function isExperimental({ metadata }: JsonRecord): boolean {
  const annotations = recordOf(recordOf(metadata)["annotations"]);
  return annotations["gateway.networking.k8s.io/channel"] === "experimental";
}

/** What is released together: CRDs of one product share a prefix-free end of their group's name. */
function productOf(group: string): string {
  if (group.endsWith("istio.io")) return "istio";
  return /^gateway\.networking\.(?:x-)?k8s\.io$/.test(group) ? "gateway-api" : group;
}
