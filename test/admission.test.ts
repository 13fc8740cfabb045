import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../rules/index.ts";
import { lintText } from "./support/lint-text.ts";
import { referenceData } from "./support/reference-data.ts";

/** What Istio says when it refuses (a part of the message), and the rules that must say it before Istio does. */
const refusals: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /is not a valid retryOn policy/,
    ["retry-on-unknown", "retry-on-whitespace", "retry-on-grpc-code-spelling"],
  ],
  [/attempts are set to 0|attempts cannot be negative/, ["retries-without-attempts"]],
  [
    /greater than 1ms|to ms precision|to seconds precision/,
    ["duration-below-1ms", "duration-too-precise"],
  ],
  [/bad Duration/, ["duration-syntax"]],
  [/HTTP status \S+ is not in range/, ["fault-http-status-range"]],
  [/gRPC status "/, ["fault-grpc-status-unknown"]],
  [/not supported yet/, ["fault-type-unsupported"]],
  [/an abort and\/or a delay/, ["fault-empty"]],
  [
    /percentage \S+ is neither|mirror.percentage must/,
    ["fault-percentage-range", "mirror-percentage-range"],
  ],
  [/both mirror and mirrors/, ["mirror-and-mirrors"]],
];
const named = refusals.flatMap(([, names]) => names);

/** Where one rule speaks for another, or another topic does. */
const spokenForElsewhere = /exponentialDelay|directResponse\.status/;

interface Case {
  readonly id: string;
  readonly field: string;
  readonly manifest: unknown;
  readonly verdict: {
    readonly crd?: string;
    readonly decode?: string;
    readonly errors?: readonly string[];
  };
}

const folder = referenceData("vectors/verdicts");

function casesOf(kind: string): readonly Case[] {
  const lines = readFileSync(join(folder ?? "", `${kind}.jsonl`), "utf8").split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line): Case => JSON.parse(line))
    .filter(({ field }) => !spokenForElsewhere.test(field));
}

function reasonsOf({ crd = "", decode = "", errors = [] }: Case["verdict"]): string {
  // The CRD repeats its rule where it cannot read the duration at all.
  const structure = crd.replaceAll(/type conversion error[^|]*?greater than 1ms/g, "");
  return [structure, decode, ...errors].join(" | ");
}

describe.skipIf(folder === undefined)("Istio's own verdicts on single fields", () => {
  it("are given by rules of the same cause", () => {
    const differing: string[] = [];
    for (const { id, field, manifest, verdict } of casesOf("VirtualService")) {
      const reasons = reasonsOf(verdict);
      const found = lintText(JSON.stringify(manifest), { only: named }).diagnostics;
      const said = new Set(
        found.flatMap(({ severity, ruleId }) => (severity === "error" ? [ruleId] : [])),
      );
      for (const [message, names] of refusals) {
        const refused = message.test(reasons);
        const spoken = names.some((name) => said.has(name));
        // What cannot be decoded is not looked at any further by Istio, but it is by rules.
        const matches = refused ? spoken : !spoken || verdict.decode !== undefined;
        if (!matches) differing.push(`${id} ${field}: ${message.source}`);
      }
    }
    expect(differing).toEqual([]);
  });
});

it("asks rules that exist", () => {
  const known = new Set(rules.map(({ id }) => id));
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});
