// Judges the cases of every set it finds in a folder, and says how often we agree:
//   npm run build && npm run conformance [-- FOLDER] [--json] [--set NAME] [--ratchet | --raise]
// `--ratchet` fails where a topic agrees less often than `agreement.json` says, `--raise` writes what rose.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { agreementsOf, lostGround, raised, type Agreement, type Reached } from "./agreement.ts";
import { corpus } from "./corpus.ts";
import { descriptorSets } from "./descriptor-sets.ts";
import { gatewayApi } from "./gateway-api.ts";
import { istiod } from "./istiod/istiod.ts";
import { istioAnalyzers } from "./istio-analyzers.ts";
import { istioCrdCases } from "./istio-crd-cases.ts";
import { generatedMessages, realMessages } from "./istiod-messages.ts";
import { kubectlYaml } from "./kubectl-yaml.ts";
import { protos } from "./protos.ts";
import { serviceConfigs } from "./service-configs.ts";
import { routes } from "./routes.ts";
import type { ConformanceSet } from "./set.ts";
import { verdicts } from "./verdicts.ts";

const sets: readonly ConformanceSet[] = [
  verdicts,
  istioCrdCases,
  gatewayApi,
  kubectlYaml,
  corpus,
  istiod,
  istioAnalyzers,
  generatedMessages,
  realMessages,
  protos,
  descriptorSets,
  serviceConfigs,
  routes,
];

const reachedPath = join("scripts", "conformance", "agreement.json");

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    set: { type: "string" },
    ratchet: { type: "boolean", default: false },
    raise: { type: "boolean", default: false },
  },
});
const folder = positionals[0] ?? join("..", "shared", "vectors");

const agreements = sets
  .filter(({ name }) => values.set === undefined || values.set === name)
  .flatMap(({ name, judge }) => {
    // The corpus lies beside the vectors.
    const place = [join(folder, name), join(folder, "..", name)].find((path) => existsSync(path));
    return place === undefined ? [] : agreementsOf(name, judge(place));
  });

if (values.json) printJson(agreements);
else printText(agreements);
if (agreements.length === 0) {
  console.error(`no set of reference data was found in ${folder}`);
  process.exitCode = 1;
}
if (values.ratchet || values.raise) {
  const reached: Reached = JSON.parse(readFileSync(reachedPath, "utf8"));
  const lost = lostGround(reached, agreements);
  for (const line of lost) console.error(`agrees less often than before: ${line}`);
  if (lost.length > 0) process.exitCode = 1;
  const text = `${JSON.stringify(raised(reached, agreements), undefined, 2)}\n`;
  if (values.raise) writeFileSync(reachedPath, text);
}

function printJson(all: readonly Agreement[]): void {
  const written = all.map((it) => ({ ...it, differ: it.differ.map(({ id }) => id) }));
  console.log(JSON.stringify({ sets: written }, undefined, 2));
}

/** Every case that differs, then the table. */
function printText(all: readonly Agreement[]): void {
  for (const { set, differ } of all) {
    for (const { id, expected, actual } of differ) {
      console.log(`${set} ${id}\n  expected: ${short(expected)}\n  actual:   ${short(actual)}`);
    }
  }
  for (const { set, topic, agree, total } of all) {
    const percent = ((100 * agree) / total).toFixed(2).padStart(7);
    console.log(
      `${percent} % ${String(agree).padStart(6)} of ${String(total).padEnd(6)} ${set} ${topic}`,
    );
  }
}

function short(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
