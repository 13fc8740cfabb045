import type { Schema } from "../../src/schema/schema.ts";
import { extendKind, extendStructure, type KindHistory, type Step } from "./history.ts";
import { layOut, type Histories } from "./layout.ts";
import { compareReleases, type ReleaseSource } from "./read-sources.ts";

/** The first and last release of each product that `schemas/` covers. */
type Coverage = ReadonlyMap<string, { readonly first: string; readonly last: string }>;

/** What is known before or after an import. */
export interface Knowledge extends Histories {
  readonly coverage: Coverage;
  /** Which product a kind belongs to, by `group/Kind`. */
  readonly products: ReadonlyMap<string, string>;
}

export const nothing: Knowledge = {
  kinds: [],
  parts: new Map(),
  coverage: new Map(),
  products: new Map(),
};

/**
 * `known` with more releases, oldest first. A product whose first known release is among them is read anew; of the
 * others only what is newer than the last known release counts.
 */
export function addReleases(known: Knowledge, releases: readonly ReleaseSource[]): Knowledge {
  const anew = new Set(
    releases
      .filter(({ product, release }) => known.coverage.get(product)?.first === release)
      .map(({ product }) => product),
  );
  const start = [...anew].reduce(withoutProduct, known);
  return releases
    .filter(({ product, release }) => isNewer(release, start.coverage.get(product)?.last))
    .reduce(addRelease, start);
}

function isNewer(release: string, last: string | undefined): boolean {
  return last === undefined || compareReleases(release, last) > 0;
}

/** Only Kubernetes has parts, and every CRD refers to one of them, so they stay until they are replaced. */
function withoutProduct(known: Knowledge, product: string): Knowledge {
  const kinds = known.kinds.filter(
    ({ group, kind }) => known.products.get(`${group}/${kind}`) !== product,
  );
  const coverage = new Map(known.coverage);
  coverage.delete(product);
  return { ...known, kinds, coverage, parts: product === "kubernetes" ? new Map() : known.parts };
}

function addRelease(known: Knowledge, source: ReleaseSource): Knowledge {
  const { product, release } = source;
  const covered = known.coverage.get(product);
  const step: Step = { release, previous: covered?.last };
  const products = new Map(known.products);
  for (const { group, kind } of source.kinds) products.set(`${group}/${kind}`, product);
  return {
    kinds: extendKinds(known.kinds, source, products, step),
    parts: extendParts(known.parts, source.parts, step),
    coverage: new Map(known.coverage).set(product, {
      first: covered?.first ?? release,
      last: release,
    }),
    products,
  };
}

function extendKinds(
  known: readonly KindHistory[],
  source: ReleaseSource,
  products: Knowledge["products"],
  step: Step,
): readonly KindHistory[] {
  const before = new Map(known.map((kind) => [`${kind.group}/${kind.kind}`, kind]));
  const next = new Map(source.kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));
  const names = [...new Set([...before.keys(), ...next.keys()])].toSorted();
  return names.flatMap((name) => {
    const kind = before.get(name);
    if (kind && products.get(name) !== source.product) return kind;
    return extendKind(kind, next.get(name), step) ?? [];
  });
}

/** A part that a release lacks stays as it was: nothing can refer to it but fields that are gone as well. */
function extendParts(
  known: ReadonlyMap<string, Schema>,
  next: ReadonlyMap<string, Schema>,
  step: Step,
): ReadonlyMap<string, Schema> {
  const parts = new Map(known);
  for (const [name, part] of next) {
    const before = known.get(name);
    parts.set(name, before ? extendStructure(before, part, step) : part);
  }
  return new Map([...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** All files of `schemas/` by path, `kinds.json` among them. */
export function filesOf(known: Knowledge): ReadonlyMap<string, unknown> {
  const kinds = known.kinds.map(({ group, kind, versions }) => ({
    group,
    kind,
    product: known.products.get(`${group}/${kind}`),
    versions,
  }));
  const releases = Object.fromEntries([...known.coverage].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return new Map<string, unknown>([...layOut(known), ["kinds.json", { releases, kinds }]]);
}
