import type { Span } from "../yaml/source.ts";
import type { RuleFinding } from "./run-rules.ts";

/**
 * Leaves out what admission says of a token whose structure is wrong already: `-1` for a port is out of its bounds,
 * and that it is no port number is the same mistake.
 */
export function sayOnce(findings: readonly RuleFinding[]): readonly RuleFinding[] {
  const structural = new Set(
    findings.flatMap(({ rule, finding }) =>
      rule.topic === "schema" ? [placeKey(finding.primary.span)] : [],
    ),
  );
  return findings.filter(
    ({ rule, finding }) =>
      rule.topic !== "admission" || !structural.has(placeKey(finding.primary.span)),
  );
}

function placeKey({ source, start, end }: Span): string {
  return `${source.path}:${start}-${end}`;
}
