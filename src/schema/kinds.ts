import index from "../../schemas/kinds.json" with { type: "json" };
import { isRetiredKind } from "./retired-kinds.ts";

/** A kind whose structure is known. */
interface KnownKind {
  /** The product that releases it: `istio`, `gateway-api` or `kubernetes`. */
  readonly product: string;
}

/** By group, then by kind. */
const kinds = new Map<string, Map<string, KnownKind>>();
for (const entry of index.kinds) {
  const group = kinds.get(entry.group) ?? new Map<string, KnownKind>();
  kinds.set(entry.group, group.set(entry.kind, entry));
}

/** The newest Istio whose structure is known, such as `1.31`. */
export const newestIstio = index.releases.istio.last;
/** The oldest one. */
export const oldestIstio = index.releases.istio.first;

/** Something whose releases are known one by one. */
export type Product = keyof typeof index.releases;

/** The first and the last release of a product whose structure is known. */
export function releasesOf(product: Product): { readonly first: string; readonly last: string } {
  return index.releases[product];
}

/** The newest release whose structure is known; `undefined` for kinds of any other origin. */
export function newestRelease(product: string): string | undefined {
  return newest.get(product);
}

const newest: ReadonlyMap<string, string> = new Map(
  Object.entries(index.releases).map(([product, { last }]) => [product, last]),
);

/** Whether something is known of this kind: its structure in any release, or that there is none any more. */
export function isKnownKind(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  return findKind(group, kind) !== undefined || isRetiredKind(group, kind);
}

export function findKind(group: string, kind: string): KnownKind | undefined {
  return kinds.get(group)?.get(kind);
}

/** The groups that are known, each with its kinds by name. */
export function kindsByGroup(): ReadonlyMap<string, ReadonlyMap<string, KnownKind>> {
  return kinds;
}

/** The kinds of a group whose structure is known. */
export function kindsIn(group: string): readonly string[] {
  return [...(kinds.get(group)?.keys() ?? [])];
}

/** `networking.istio.io` of `networking.istio.io/v1`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(apiVersion.lastIndexOf("/"), 0));
}
