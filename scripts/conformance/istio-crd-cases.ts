import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocuments } from "../../schemas/import/parse-documents.ts";
import { recordOf, stringOf } from "../../schemas/import/json.ts";
import { refusalOf } from "./refusal.ts";
import type { ConformanceSet, Judgement } from "./set.ts";

/** Documents that Istio tests its CRDs with; a key `_err` holds a part of the error that is expected. */
export const istioCrdCases: ConformanceSet = {
  name: "istio-crd-cases",
  *judge(folder) {
    for (const file of readdirSync(folder).toSorted()) {
      if (!file.endsWith(".yaml")) continue;
      const documents = parseDocuments(file, readFileSync(join(folder, file), "utf8"));
      for (const [index, document] of documents.entries()) {
        yield judged(document, `${file}#${index}`);
      }
    }
  },
};

function judged(document: unknown, id: string): Judgement {
  const { _err: error, ...manifest } = recordOf(document);
  const refusal = refusalOf(JSON.stringify(manifest));
  return {
    topic: stringOf(manifest["kind"]),
    id,
    expected: error === undefined ? "accepted" : stringOf(error),
    actual: refusal ?? "accepted",
    agrees: (error !== undefined) === (refusal !== undefined),
  };
}
