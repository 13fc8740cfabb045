import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../rules/index.ts";
import { lintText } from "./support/lint-text.ts";
import { referenceData } from "./support/reference-data.ts";
import { refusals } from "./support/refusals.ts";

const kinds = [
  "AuthorizationPolicy",
  "DestinationRule",
  "EnvoyFilter",
  "Gateway",
  "PeerAuthentication",
  "ProxyConfig",
  "RequestAuthentication",
  "ServiceEntry",
  "Sidecar",
  "Telemetry",
  "TrafficExtension",
  "VirtualService",
  "WasmPlugin",
  "WorkloadEntry",
  "WorkloadGroup",
];

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
  return lines.filter((line) => line !== "").map((line): Case => JSON.parse(line));
}

function errorsOf(manifest: unknown): ReadonlySet<string> {
  const { diagnostics } = lintText(JSON.stringify(manifest), {
    only: ["syntax", "schema", "admission"],
  });
  return new Set(
    diagnostics.flatMap(({ severity, ruleId }) => (severity === "error" ? [ruleId] : [])),
  );
}

const topicOf = new Map(rules.map(({ id, topic }) => [id, topic]));

/** What is structurally wrong is said as that, and nothing more of it. */
function isSpokenFor(message: string, said: ReadonlySet<string>): boolean {
  const names = new Set(refusals.flatMap(([pattern, ids]) => (pattern.test(message) ? ids : [])));
  return [...said].some((id) => names.has(id) || topicOf.get(id) === "schema");
}

describe.skipIf(folder === undefined)("Istio's own verdicts", () => {
  it.each(kinds)("are ours, and for the same cause: %s", (kind) => {
    const differing: string[] = [];
    for (const { id, field, manifest, verdict } of casesOf(kind)) {
      const { crd, decode, errors = [] } = verdict;
      const said = errorsOf(manifest);
      const refused = (crd ?? decode ?? errors[0]) !== undefined;
      if (refused !== said.size > 0) differing.push(`${id} ${field}: ${[...said].join(", ")}`);
      for (const message of errors) {
        if (!isSpokenFor(message, said))
          differing.push(`${id} ${field}: ${message} (${[...said].join(", ")})`);
      }
    }
    expect(differing).toEqual([]);
  });
});

it("asks rules that exist", () => {
  const named = refusals.flatMap(([, names]) => names);
  expect(named.filter((id) => !topicOf.has(id))).toEqual([]);
});
