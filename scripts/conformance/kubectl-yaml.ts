import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { listOf, recordOf } from "../../schemas/import/json.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import { parseYaml, type ParsedYaml } from "../../src/yaml/parse.ts";
import type { ConformanceSet, Judgement } from "./set.ts";

/** What kubectl reads: a value as JSON, or `ERR` and why it refuses. */
interface Vector {
  readonly yaml: string;
  readonly kubectl: string;
  readonly case?: string;
}

/** Plain scalars and whole documents, and the values that kubectl reads from them. */
export const kubectlYaml: ConformanceSet = {
  name: "kubectl-yaml",
  *judge(folder) {
    for (const vector of readVectors(join(folder, "scalars.json"))) {
      const read = shown(parse(`a: ${vector.yaml}\n`), (documents) => recordOf(documents[0])["a"]);
      yield judged(vector, { topic: "scalars", id: vector.yaml }, read);
    }
    for (const vector of readVectors(join(folder, "structures.json"))) {
      const wanted = vector.kubectl.startsWith("ERR") ? [] : listOf(JSON.parse(vector.kubectl));
      const read = shown(parse(vector.yaml), (documents) =>
        documents.flatMap((document) => summariesOf(document, wanted)),
      );
      yield judged(vector, { topic: "structures", id: vector.case ?? "" }, read);
    }
  },
};

function readVectors(path: string): readonly Vector[] {
  if (!existsSync(path)) return [];
  const vectors: readonly Vector[] = JSON.parse(readFileSync(path, "utf8"));
  return vectors;
}

function parse(text: string): ParsedYaml {
  return parseYaml(
    { path: "case.yaml", text },
    () => true,
    () => fullParse,
  );
}

/** JSON of what we read, or `ERR` where we refuse the text. */
function shown(
  { problems, documents }: ParsedYaml,
  pick: (documents: readonly unknown[]) => unknown,
): string {
  const refused = problems.find(({ kind }) => kind === "syntax" || kind === "helm-template");
  if (refused) return `ERR ${refused.message}`;
  return JSON.stringify(pick(documents.map(({ root }) => root.toValue())));
}

/** Name, spec and, where the vectors show it, kind of each object; kubectl takes a `List` apart. */
function summariesOf(document: unknown, wanted: readonly unknown[]): readonly unknown[] {
  const { items, kind, metadata, spec } = recordOf(document);
  if (Array.isArray(items)) return items.flatMap((item) => summariesOf(item, wanted));
  const showsKind = wanted.some((summary) => "kind" in recordOf(summary));
  const n = recordOf(metadata)["name"];
  return [{ ...(showsKind && { kind }), n, ...(spec !== undefined && { spec }) }];
}

function judged(
  { kubectl }: Vector,
  place: Pick<Judgement, "topic" | "id">,
  actual: string,
): Judgement {
  const bothRefuse = kubectl.startsWith("ERR") && actual.startsWith("ERR");
  return { ...place, expected: kubectl, actual, agrees: bothRefuse || isSame(kubectl, actual) };
}

function isSame(expected: string, actual: string): boolean {
  if (expected.startsWith("ERR") || actual.startsWith("ERR")) return false;
  return isDeepStrictEqual(JSON.parse(expected), JSON.parse(actual));
}
