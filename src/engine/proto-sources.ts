import { lazy } from "../collections/lazy.ts";
import type { Protos, ProtoSource } from "../rpc/rpc.ts";
import { isScript } from "../rpc/scripts.ts";
import type { SourceFile } from "../yaml/source.ts";
import type { Parts } from "./parts.ts";

/** The files of a run, those that define RPCs apart from those that hold manifests. */
export interface SplitTexts {
  readonly targets: readonly SourceFile[];
  readonly context: readonly SourceFile[];
  readonly protos: readonly ProtoSource[];
}

interface MixedTexts {
  readonly targets: readonly SourceFile[];
  readonly context: readonly SourceFile[];
  readonly protos?: readonly ProtoSource[];
}

/** Takes `.proto` files and scripts out of texts that are to hold manifests. */
export function splitProtos({ targets, context, protos = [] }: MixedTexts): SplitTexts {
  const found: ProtoSource[] = [...protos];
  const manifestsIn = (
    sources: readonly SourceFile[],
    isTarget: boolean,
  ): readonly SourceFile[] => {
    if (!sources.some(isProto)) return sources;
    for (const { path, text } of sources.filter(isProto)) {
      found.push({ path, isTarget, content: () => text });
    }
    return sources.filter((source) => !isProto(source));
  };
  const manifests = { targets: manifestsIn(targets, true), context: manifestsIn(context, false) };
  return { ...manifests, protos: found.toSorted(byPath) };
}

export function isProto({ path }: Pick<SourceFile, "path">): boolean {
  return path.endsWith(".proto") || isScript(path);
}

function byPath(left: ProtoSource, right: ProtoSource): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}

/** The `.proto` files and scripts among them that findings are reported on. */
export function countTargets(sources: readonly ProtoSource[]): number {
  return sources.filter(({ path, isTarget }) => isTarget && isProto({ path })).length;
}

/** Reads them when first asked; `undefined` where there are none. */
export function protosIn(
  sources: readonly ProtoSource[],
  { protoReader, wholeMatcher }: Parts,
): (() => Protos) | undefined {
  return sources.length === 0 ? undefined : lazy(() => protoReader()(sources, wholeMatcher));
}
