import { hostCovers } from "../mesh/objects/hosts.ts";

/** Ports in `:authority` are ignored; names compare without case; the longest wildcard wins. */
export function virtualHostFor<Host extends { readonly domains: readonly string[] }>(
  hosts: readonly Host[],
  authority: string,
): Host | undefined {
  const name = authority.replace(/:\d+$/, "").toLowerCase();
  const exact = hosts.find(({ domains }) => domains.some((it) => it.toLowerCase() === name));
  if (exact) return exact;
  let best: { readonly host: Host; readonly length: number } | undefined;
  for (const host of hosts) {
    for (const domain of host.domains) {
      const isWider = domain.startsWith("*") && hostCovers(domain.toLowerCase(), name);
      if (isWider && domain.length > (best?.length ?? 0)) best = { host, length: domain.length };
    }
  }
  return best?.host;
}
