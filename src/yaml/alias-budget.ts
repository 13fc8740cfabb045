const small = 400_000;
const large = 4_000_000;

/**
 * Whether a document owes too much of its size to aliases, by kubectl's own measure: of `decoded` nodes in
 * all, `aliased` were reached through an alias. Source: `allowedAliasRatio` in go-yaml v2.
 */
export function isExcessive(decoded: number, aliased: number): boolean {
  if (aliased <= 100 || decoded <= 1000) return false;
  return aliased / decoded > allowedRatio(decoded);
}

function allowedRatio(decoded: number): number {
  if (decoded <= small) return 0.99;
  if (decoded >= large) return 0.1;
  return 0.99 - 0.89 * ((decoded - small) / (large - small));
}
