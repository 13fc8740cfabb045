import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { refusalOf } from "./refusal.ts";
import type { ConformanceSet, Judgement } from "./set.ts";

/** A line of `verdicts/<Kind>.jsonl`: an object, and what Istio and the API server say about it. */
interface VerdictCase {
  readonly id: string;
  readonly manifest: unknown;
  readonly verdict: {
    readonly crd?: string;
    readonly decode?: string;
    readonly errors?: readonly string[];
  };
}

/** Accepted or refused, by whoever it is: structure and CEL of the CRD, or the webhook. */
export const verdicts: ConformanceSet = {
  name: "verdicts",
  *judge(folder) {
    for (const file of readdirSync(folder).toSorted()) {
      const topic = basename(file, ".jsonl");
      if (topic === file) continue;
      const lines = readFileSync(join(folder, file), "utf8").split("\n");
      for (const line of lines) if (line !== "") yield judged(JSON.parse(line), topic);
    }
  },
};

function judged({ id, manifest, verdict }: VerdictCase, topic: string): Judgement {
  const { crd, decode, errors = [] } = verdict;
  const reasons = [crd, decode, ...errors].flatMap((reason) => reason ?? []);
  const refusal = refusalOf(JSON.stringify(manifest));
  return {
    topic,
    id,
    expected: reasons.join(" | ") || "accepted",
    actual: refusal ?? "accepted",
    agrees: reasons.length > 0 === (refusal !== undefined),
  };
}
