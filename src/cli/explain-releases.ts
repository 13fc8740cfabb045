import type { Product } from "../schema/kinds.ts";
import { newestBelow, releaseSettings } from "../config/release.ts";
import type { Settings } from "../config/settings.ts";
import { productTitle } from "../rule/products.ts";
import type { Host } from "./host.ts";

const names = ["istioVersion", "gatewayApiVersion", "kubernetesVersion"] as const;

/** A release newer than this version supports only causes a warning. */
export function explainReleases(settings: Settings, host: Host): void {
  for (const name of names) {
    const release = settings[name];
    if (release !== undefined) explainRelease(releaseSettings[name], release, host);
  }
}

export function explainRelease(product: Product, release: string, host: Host): void {
  const newest = newestBelow(product, release);
  if (newest === undefined) return;
  const title = productTitle(product);
  const what = `${title} ${release} is newer than this version supports`;
  host.complain(`warning: ${what}; checked as ${title} ${newest}, so fields it adds are unknown\n`);
}
