import { readFileSync } from "node:fs";
import { join } from "node:path";
import { verdictOf } from "./refusal.ts";
import type { ConformanceSet } from "./set.ts";

/** Documents of real repositories: path, number of the document, kind, verdict and reason, separated by tabs. */
export const corpus: ConformanceSet = {
  name: "corpus",
  *judge(folder) {
    const documents = new Map<string, readonly string[]>();
    const [, ...rows] = readFileSync(join(folder, "VERDICTS.tsv"), "utf8").trim().split("\n");
    for (const row of rows) {
      const [path = "", number = "", topic = "", verdict = "", reason = ""] = row.split("\t");
      const known = documents.get(path) ?? documentsIn(readFileSync(join(folder, path), "utf8"));
      documents.set(path, known);
      const { refusal, isTemplate } = verdictOf(known[Number(number)] ?? "");
      const isRefused = verdict === "refused" && !onlyNull.test(reason);
      yield {
        topic: isTemplate ? toBeFilled : topic,
        id: `${path}#${number}`,
        expected: reason === "" ? verdict : `${verdict}: ${reason}`,
        actual: refusal ?? "accepted",
        agrees: isTemplate || isRefused === (refusal !== undefined),
      };
    }
  },
};

/** The verdicts are of templates as they are written, which nobody applies: another tool fills in placeholders first. */
const toBeFilled = "with placeholders left out";

/** The verdicts are of Istio's own validator, which keeps the nulls of fields that the API server drops. */
const onlyNull = /^\S+: \S+: Invalid value: "null": \S+ in body must be of type \w+: "null"$/;

/** Documents are numbered with those that hold comments alone, but without empty ones. */
function documentsIn(text: string): readonly string[] {
  const parts = text.replace(/^\uFEFF/, "").split(/^---(?:[ \t].*)?\r?$/m);
  return parts.filter((part) => part.trim() !== "");
}
