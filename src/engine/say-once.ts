import type { RuleFinding } from "./run-rules.ts";

/** Of findings about one thing in a folder, for variants are in folders of their own, the first as a reader comes to them. */
export function sayOnce(findings: readonly RuleFinding[]): readonly RuleFinding[] {
  const first = new Map<string, RuleFinding>();
  for (const found of findings) {
    const key = thingOf(found);
    const known = key === undefined ? undefined : first.get(key);
    if (key !== undefined && (known === undefined || isBefore(found, known))) first.set(key, found);
  }
  if (first.size === 0) return findings;
  return findings.filter((found) => {
    const key = thingOf(found);
    return key === undefined || first.get(key) === found;
  });
}

function thingOf({ finding: { once, primary } }: RuleFinding): string | undefined {
  if (once === undefined) return undefined;
  const { path } = primary.span.source;
  return `${path.slice(0, path.lastIndexOf("/") + 1)} ${once}`;
}

function isBefore({ finding: left }: RuleFinding, { finding: right }: RuleFinding): boolean {
  const a = left.primary.span;
  const b = right.primary.span;
  if (a.source.path !== b.source.path) return a.source.path < b.source.path;
  return a.start < b.start;
}
