import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseProto } from "../../src/proto/parse-proto.ts";
import type { ProtoFile } from "../../src/proto/proto-file.ts";
import { resolveTypes } from "../../src/proto/resolve-types.ts";
import { claimOf, factsOf, itemsIn, type FileFacts } from "./proto-facts.ts";
import type { ConformanceSet, Judgement } from "./set.ts";

/** `facts.json` of one folder: a project, or a case with protoc's verdict. */
interface Folder {
  readonly roots: readonly string[];
  readonly files: { readonly [path: string]: FileFacts | Case };
}

interface Case {
  readonly protoc: {
    readonly accepted: boolean;
    readonly errors?: readonly { readonly file: string; readonly line?: number }[];
  };
  readonly facts?: FileFacts;
  readonly tolerant?: FileFacts;
}

/** `.proto` files, and what protoc says they hold. */
export const protos: ConformanceSet = {
  name: "protos",
  *judge(folder) {
    for (const name of readdirSync(folder).toSorted()) {
      const path = join(folder, name, "facts.json");
      if (!existsSync(path)) continue;
      const facts: Folder = JSON.parse(readFileSync(path, "utf8"));
      yield* judgeFolder(join(folder, name), name, facts);
    }
  },
};

function* judgeFolder(folder: string, name: string, { roots, files }: Folder): Iterable<Judgement> {
  const read = readerOf(folder);
  const findImport = (path: string): ProtoFile | undefined => {
    const found = roots.find((root) => existsSync(join(folder, root, path)));
    return found === undefined ? undefined : read(posix.join(found, path));
  };
  for (const [path, expected] of Object.entries(files)) {
    const file = read(path);
    const found = resolveTypes(file, findImport);
    const id = `${name} ${path}`;
    if (!isCase(expected)) {
      yield* judgeAccepted(id, expected, found);
    } else if (expected.protoc.accepted) {
      if (expected.facts !== undefined) yield* judgeAccepted(id, expected.facts, found);
    } else {
      yield* judgeRefused(id, expected, found);
    }
  }
}

function isCase(expected: FileFacts | Case): expected is Case {
  return "protoc" in expected;
}

/** Each file once: those that many import are many. */
function readerOf(folder: string): (path: string) => ProtoFile {
  const known = new Map<string, ProtoFile>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const made = parseProto({ path, text: readFileSync(join(folder, path), "utf8") });
    known.set(path, made);
    return made;
  };
}

function* judgeAccepted(id: string, facts: FileFacts, found: ProtoFile): Iterable<Judgement> {
  const { problem } = found;
  yield {
    topic: "accepted: no finding",
    id,
    expected: "accepted",
    actual: problem === undefined ? "accepted" : problem.message,
    agrees: problem === undefined,
  };
  yield* judgeItems("accepted", id, facts, found);
}

function* judgeRefused(
  id: string,
  { protoc, tolerant }: Case,
  found: ProtoFile,
): Iterable<Judgement> {
  if (tolerant !== undefined) yield* judgeItems("refused", id, tolerant, found);
  if (found.problem === undefined) return;
  const path = id.slice(id.indexOf(" ") + 1);
  const first = protoc.errors?.find(({ file, line }) => file === path && line !== undefined);
  if (first?.line === undefined) return;
  const { span } = found.problem;
  const line = span.source.text.slice(0, span.start).split("\n").length;
  yield {
    topic: "refused: line of the error",
    id,
    expected: String(first.line),
    actual: `${line}: ${found.problem.message}`,
    agrees: line === first.line,
  };
}

function* judgeItems(
  topic: string,
  id: string,
  facts: FileFacts,
  found: ProtoFile,
): Iterable<Judgement> {
  const actual = factsOf(found);
  const items = itemsIn(actual);
  for (const [key, wanted] of itemsIn(facts)) {
    const item = claimOf(items.get(key), wanted);
    yield {
      topic: `${topic}: ${key.split(" ", 1)[0]}`,
      id: `${id} ${key}`,
      expected: JSON.stringify(wanted),
      actual: JSON.stringify(item),
      agrees: isDeepStrictEqual(item, wanted),
    };
  }
}
