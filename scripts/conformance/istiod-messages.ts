import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { foreignCodes } from "../generate/foreign-codes.ts";
import { isSaid, lintWhole, type Message } from "./analyzer-messages.ts";
import type { ConformanceSet, Judgement } from "./set.ts";

/** What Istio's analyzers say of generated meshes as if they were live, `analyze.json` of each. */
export const istiodMessages: ConformanceSet = {
  name: join("istiod", "generated"),
  *judge(folder) {
    for (const id of readdirSync(folder).toSorted()) {
      const path = join(folder, id, "analyze.json");
      if (existsSync(path)) yield* judged(join(folder, id), id, messagesIn(path));
    }
  },
};

function messagesIn(path: string): readonly Message[] {
  const { messages }: { readonly messages: readonly Message[] } = JSON.parse(
    readFileSync(path, "utf8"),
  );
  return messages.filter(({ code }) =>
    foreignCodes.some((it) => it.code === code && it.leftOut === undefined),
  );
}

function* judged(folder: string, id: string, messages: readonly Message[]): Iterable<Judgement> {
  if (messages.length === 0) return;
  const path = "input.yaml";
  const found = lintWhole([{ path, text: readFileSync(join(folder, path), "utf8") }]);
  for (const [index, message] of messages.entries()) {
    const said = isSaid(message, found);
    yield {
      topic: message.code,
      id: `${id}#${index}`,
      expected: `${message.code} on ${message.resource}`,
      actual: said ?? "nothing",
      agrees: said !== undefined,
    };
  }
}
