import type { Judgement } from "../set.ts";
import { canonical } from "../../../src/simulate/facts/compact.ts";

/** One judgement for each fact that either side has. */
export function* judgeMaps(
  topic: string,
  id: string,
  expected: ReadonlyMap<string, unknown>,
  actual: ReadonlyMap<string, unknown>,
): Iterable<Judgement> {
  for (const key of new Set([...expected.keys(), ...actual.keys()])) {
    const wanted = textOf(expected.get(key));
    const ours = textOf(actual.get(key));
    yield {
      topic,
      id: `${id} ${key}`,
      expected: wanted,
      actual: ours,
      agrees: wanted === ours,
    };
  }
}

function textOf(fact: unknown): string {
  return fact === undefined ? "nothing" : canonical(fact);
}
