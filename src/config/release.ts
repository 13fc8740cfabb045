import { releasesOf, type Product } from "../schema/kinds.ts";
import { compareReleases } from "../schema/releases.ts";

/** The settings that name a release, and whose it is. */
export const releaseSettings = {
  istioVersion: "istio",
  gatewayApiVersion: "gateway-api",
  kubernetesVersion: "kubernetes",
} as const satisfies Readonly<Record<string, Product>>;

/** `1.27` of `1.27`, `v1.27` and `1.27.3`, if the structure of that release is known. */
export function knownRelease(product: Product, text: string): string | undefined {
  const { first, last } = releasesOf(product);
  const release = /^v?(\d+\.\d+)(?:\.\d+)?$/.exec(text)?.[1];
  const known =
    release !== undefined &&
    compareReleases(release, first) >= 0 &&
    compareReleases(release, last) <= 0;
  return known ? release : undefined;
}

/** What to do where none is meant. */
export function releaseHelp(product: Product): string {
  const { first, last } = releasesOf(product);
  return `choose a release from \`${first}\` to \`${last}\``;
}
