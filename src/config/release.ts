import { releasesOf, type Product } from "../schema/kinds.ts";
import { compareReleases } from "../schema/releases.ts";

/** The settings that name a release, and whose it is. */
export const releaseSettings = {
  istioVersion: "istio",
  gatewayApiVersion: "gateway-api",
  kubernetesVersion: "kubernetes",
} as const satisfies Readonly<Record<string, Product>>;

/**
 * `1.27` of `1.27`, `v1.27` and `1.27.3`, if the structure of that release is known, or it is newer than all that are:
 * it then counts as the newest of these.
 */
export function releaseIn(product: Product, text: string): string | undefined {
  const release = /^v?(\d+\.\d+)(?:\.\d+)?$/.exec(text)?.[1];
  const { first } = releasesOf(product);
  return release !== undefined && compareReleases(release, first) >= 0 ? release : undefined;
}

/** The newest release that is known, where another one is newer. */
export function newestBelow(product: Product, release: string): string | undefined {
  const { last } = releasesOf(product);
  return compareReleases(release, last) > 0 ? last : undefined;
}

/** What to do where none is meant. */
export function releaseHelp(product: Product): string {
  const { first, last } = releasesOf(product);
  return `choose a release from \`${first}\` to \`${last}\``;
}
