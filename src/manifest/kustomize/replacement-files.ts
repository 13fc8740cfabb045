import type { Field } from "../../yaml/field.ts";
import { resolveFrom } from "./kustomization.ts";

/** A replacement, and the entry of the kustomization that asks for it; `undefined` where its file is not read. */
export interface ReplacementEntry {
  readonly field: Field;
  readonly replacement: Field | undefined;
}

/** The replacements of a kustomization, in order; `read` gives the documents of a file. */
export function replacementsOf(
  root: Field,
  read: (path: string) => readonly Field[] | undefined,
): readonly ReplacementEntry[] {
  return (root.get("replacements")?.items() ?? []).flatMap((field): readonly ReplacementEntry[] => {
    const path = field.get("path")?.text;
    if (path === undefined) return [{ field, replacement: field }];
    const documents = read(resolveFrom(root.source, path));
    if (documents === undefined) return [{ field, replacement: undefined }];
    return documents
      .flatMap((it) => (it.isList ? it.items() : [it]))
      .map((replacement) => ({ field, replacement }));
  });
}
