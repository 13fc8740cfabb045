import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../../src/yaml/source.ts";
import { judgeMessages, type Message } from "./analyzer-messages.ts";
import { filesOf, namesIn } from "./istiod/case-files.ts";
import type { ConformanceSet, Judgement } from "./set.ts";

/** What Istio's analyzers say of generated meshes as if they were live, `analyze.json` of each. */
export const generatedMessages: ConformanceSet = {
  name: join("istiod", "generated"),
  judge: (folder) =>
    judgeAll(folder, (mesh) => {
      const path = "input.yaml";
      return [{ path, text: readFileSync(join(mesh, path), "utf8") }];
    }),
};

/** The same of real repositories, each taken for a whole mesh. */
export const realMessages: ConformanceSet = {
  name: join("istiod", "real"),
  judge: (folder) => judgeAll(folder, filesOf),
};

function* judgeAll(
  folder: string,
  sourcesOf: (mesh: string) => readonly SourceFile[],
): Iterable<Judgement> {
  for (const id of namesIn(folder)) {
    const mesh = join(folder, id);
    const path = join(mesh, "analyze.json");
    const sources = existsSync(path) ? sourcesOf(mesh) : [];
    if (sources.length > 0) yield* judgeMessages({ id, sources, messages: messagesIn(path) });
  }
}

function messagesIn(path: string): readonly Message[] {
  const { messages }: { readonly messages: readonly Message[] } = JSON.parse(
    readFileSync(path, "utf8"),
  );
  return messages;
}
