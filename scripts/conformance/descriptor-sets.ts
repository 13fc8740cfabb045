import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readDescriptorSet } from "../../src/proto/read-descriptor-set.ts";
import { claimOf, factsOf, itemsIn, type FileFacts } from "./proto-facts.ts";
import type { ConformanceSet, Judgement } from "./set.ts";

interface SetFacts {
  readonly file?: string;
  readonly files: { readonly [path: string]: FileFacts };
}

/** Descriptor sets and buf images, and what is in them. */
export const descriptorSets: ConformanceSet = {
  name: "descriptor-sets",
  *judge(folder) {
    for (const name of readdirSync(folder).toSorted()) {
      const path = join(folder, name, "facts.json");
      if (!existsSync(path)) continue;
      const facts: SetFacts = JSON.parse(readFileSync(path, "utf8"));
      yield* judgeSet(join(folder, name), name, facts);
    }
  },
};

function* judgeSet(folder: string, id: string, { file, files }: SetFacts): Iterable<Judgement> {
  const name = file ?? readdirSync(folder).find((it) => it !== "facts.json") ?? "";
  const set = readDescriptorSet(name, readFileSync(join(folder, name)));
  const agrees = set !== undefined && !set.isCutOff;
  yield { topic: "sets", id, expected: "whole", actual: agrees ? "whole" : "not read", agrees };
  for (const [path, facts] of Object.entries(files)) {
    const found = set?.files.find((it) => it.path === path);
    const items = found === undefined ? new Map() : itemsIn(factsOf(found));
    for (const [key, wanted] of itemsIn(facts)) {
      // The columns in a set count bytes, so that they do not say where something is.
      const { column: _, ...claims } = wanted;
      const item = claimOf(items.get(key), claims);
      yield {
        topic: key.split(" ", 1)[0] ?? "",
        id: `${id} ${path} ${key}`,
        expected: JSON.stringify(claims),
        actual: JSON.stringify(item),
        agrees: isDeepStrictEqual(item, claims),
      };
    }
  }
}
