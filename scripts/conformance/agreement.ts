import type { Judgement } from "./set.ts";

/** How often we agree with one set about one topic. */
export interface Agreement {
  readonly set: string;
  readonly topic: string;
  readonly agree: number;
  readonly total: number;
  readonly differ: readonly Judgement[];
}

/** One agreement for each topic, in the order of their first cases. */
export function agreementsOf(set: string, judgements: Iterable<Judgement>): readonly Agreement[] {
  const byTopic = new Map<string, Judgement[]>();
  for (const judgement of judgements) {
    const known = byTopic.get(judgement.topic);
    if (known) known.push(judgement);
    else byTopic.set(judgement.topic, [judgement]);
  }
  return [...byTopic].map(([topic, all]) => {
    const differ = all.filter(({ agrees }) => !agrees);
    return { set, topic, agree: all.length - differ.length, total: all.length, differ };
  });
}

/** What was reached before, by set and topic: `{ "verdicts": { "Gateway": 411 } }`. */
export type Reached = Readonly<{ [set: string]: Readonly<{ [topic: string]: number }> }>;

/** One line for each topic that agrees less often than before; fewer cases to be left out are no loss. */
export function lostGround(reached: Reached, agreements: readonly Agreement[]): readonly string[] {
  return agreements.flatMap(({ set, topic, agree }) => {
    const before = topic.endsWith(" left out") ? 0 : (reached[set]?.[topic] ?? 0);
    return agree < before ? [`${set} ${topic}: ${agree}, was ${before}`] : [];
  });
}

/** What was reached, with what rose since. Topics that were not judged stay. */
export function raised(reached: Reached, agreements: readonly Agreement[]): Reached {
  const made: { [set: string]: { [topic: string]: number } } = {};
  for (const [set, topics] of Object.entries(reached)) made[set] = { ...topics };
  for (const { set, topic, agree } of agreements) {
    const topics = (made[set] ??= {});
    topics[topic] = Math.max(agree, topics[topic] ?? 0);
  }
  return made;
}
