import { newestIstio, oldestIstio } from "../schema/kinds.ts";
import { compareReleases } from "../schema/releases.ts";

/** `1.27` of `1.27`, `v1.27` and `1.27.3`, if the structure of that release is known. */
export function knownIstioVersion(text: string): string | undefined {
  const release = /^v?(\d+\.\d+)(?:\.\d+)?$/.exec(text)?.[1];
  const known =
    release !== undefined &&
    compareReleases(release, oldestIstio) >= 0 &&
    compareReleases(release, newestIstio) <= 0;
  return known ? release : undefined;
}

/** What to do where none is meant. */
export const istioVersionHelp = `choose a release from \`${oldestIstio}\` to \`${newestIstio}\``;
