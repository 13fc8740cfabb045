import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../../src/rpc/json-text.ts";
import { languages, refusalBy, type ClientLanguage } from "../../src/rpc/service-config/judge.ts";
import type { ConformanceSet } from "./set.ts";

type Verdicts = {
  readonly [Language in ClientLanguage]: { readonly accepted: boolean; readonly error?: string };
};

interface ConfigCase extends Verdicts {
  readonly id: string;
  readonly config: string;
}

/** Service configs, and which gRPC clients accept them. */
export const serviceConfigs: ConformanceSet = {
  name: "service-configs",
  *judge(folder) {
    const lines = readFileSync(join(folder, "cases.jsonl"), "utf8").split("\n");
    for (const line of lines) {
      if (line === "") continue;
      const found: ConfigCase = JSON.parse(line);
      for (const language of languages) {
        const { accepted, error } = found[language];
        const refusal = refusalBy(language, readJson(found.config), found.config === "");
        yield {
          topic: language,
          id: `${found.id} ${language}`,
          expected: accepted ? "accepted" : `refused: ${error ?? ""}`,
          actual:
            refusal === undefined
              ? "accepted"
              : `refused: \`${found.config.slice(refusal.start, refusal.end)}\` ${refusal.reason}`,
          agrees: accepted === (refusal === undefined),
        };
      }
    }
  },
};
