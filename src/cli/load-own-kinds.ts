import { readSteering } from "../files/read.ts";
import { builtParts, loadChunk } from "../parts.ts";
import type { StructureOf } from "../schema/structure.ts";
import { parseYaml } from "../yaml/parse.ts";
import { InputError } from "./errors.ts";
import type { Host } from "./host.ts";

/** The kinds that files of CustomResourceDefinitions define; throws if one cannot be used. */
export async function loadOwnKinds(paths: readonly string[], host: Host): Promise<StructureOf> {
  const { countCrds, ownKinds } = await import("../crds/own-kinds.ts");
  const documents = paths.flatMap((path) => {
    const found = readDocuments(path, host);
    if (countCrds(found) > 0) return found;
    throw new InputError(`\`${path}\` defines no kind`, [
      "name a file with CustomResourceDefinitions, as `kubectl get crds -o yaml` prints them",
    ]);
  });
  return ownKinds(documents, loadChunk);
}

function readDocuments(path: string, { workingFolder }: Host): readonly unknown[] {
  const read = readSteering(path, workingFolder, "named");
  if ("unreadable" in read) throw unusable(path, read.unreadable.reason);
  const { documents, problems } = parseYaml(read.source, () => true, builtParts.fullParser);
  const [problem] = problems;
  if (problem) throw unusable(path, problem.message);
  return documents.map(({ root }) => root.toValue());
}

function unusable(path: string, reason: string): InputError {
  return new InputError(`cannot read the CRDs in \`${path}\`: ${reason}`, [
    "fix the file, or name another one",
  ]);
}
