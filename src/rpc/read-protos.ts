import { parseProto } from "../proto/parse-proto.ts";
import type { ProtoFile, ProtoProblem } from "../proto/proto-file.ts";
import { readDescriptorSet } from "../proto/read-descriptor-set.ts";
import type { SourceFile } from "../yaml/source.ts";
import { isScript } from "./scripts.ts";
import { catalogueOf, type Definitions } from "./rpc-catalogue.ts";
import type { Protos, ProtoSource, ReadProto, ReadProtos } from "./rpc.ts";

/** Reads every source once. */
export const readProtos: ReadProtos = (sources, wholeMatcher) => {
  const files: ReadProto[] = [];
  const definitions: Definitions[] = [];
  const scripts: SourceFile[] = [];
  for (const source of sources) {
    if (isScript(source.path)) {
      const content = source.content();
      if (content !== undefined) scripts.push(scriptOf(source.path, content));
      continue;
    }
    const found = readSource(source);
    if (found === undefined) continue;
    const vendored = isVendored(source.path);
    const isChecked = source.isTarget && !vendored;
    files.push({ path: source.path, isChecked, problem: found.problem });
    for (const file of found.files) {
      definitions.push({ file, isVendored: vendored || isVendored(file.path) });
    }
  }
  return { files, catalogue: catalogueOf(definitions, wholeMatcher), scripts } satisfies Protos;
};

function scriptOf(path: string, content: string | Uint8Array): SourceFile {
  return { path, text: typeof content === "string" ? content : textOf(content) };
}

/** Copies of the files of others: read for what they define, and not judged. */
function isVendored(path: string): boolean {
  return /(?:^|\/)(?:google|googleapis|third_party|third-party|vendor)\//.test(path);
}

interface Found {
  readonly files: readonly ProtoFile[];
  readonly problem: ProtoProblem | undefined;
}

function readSource({ path, content }: ProtoSource): Found | undefined {
  const found = content();
  if (found === undefined) return undefined;
  if (/\.proto$/i.test(path)) {
    const file = parseProto({ path, text: typeof found === "string" ? found : textOf(found) });
    return { files: [file], problem: file.problem };
  }
  const bytes = typeof found === "string" ? new TextEncoder().encode(found) : found;
  const set = readDescriptorSet(path, bytes);
  if (set === undefined) return undefined;
  const source: SourceFile = { path, text: "" };
  const problem = set.isCutOff
    ? {
        kind: "cut-off" as const,
        message: "the descriptor set is cut off",
        span: { source, start: 0, end: 0 },
      }
    : undefined;
  return { files: set.files, problem };
}

/** Bytes that are not UTF-8 are replaced, which changes nothing but comments and strings. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
