import type { CallChange } from "../simulate/compare.ts";
import { diagnosticOf } from "./json.ts";
import { lineIndexes } from "./line-index.ts";
import type { MeshDiff } from "./mesh-diff.ts";
import type { RenderOptions } from "./renderer.ts";
import type { DiagnosticData } from "./report-data.ts";

/** What changes for calls; `schemas/diff.schema.json` says the same to other languages. */
export interface DiffData {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "istio-grpc-lint"; readonly version: string };
  readonly base: string;
  readonly head: string;
  readonly forms: readonly {
    /** The environment or overlay; null where the input has one form only. */
    readonly form: string | null;
    readonly changes: readonly CallChange[];
  }[];
  readonly newFindings: readonly DiagnosticData[];
  readonly goneFindings: readonly DiagnosticData[];
}

/** The same as data; `schemas/diff.schema.json` describes it. */
export function renderMeshDiffJson(
  diff: MeshDiff,
  { version }: Pick<RenderOptions, "version">,
): string {
  return `${JSON.stringify(diffData(diff, version), undefined, 2)}\n`;
}

export function diffData({ base, head, forms, gone, found }: MeshDiff, version: string): DiffData {
  const indexOf = lineIndexes();
  return {
    schemaVersion: 1,
    tool: { name: "istio-grpc-lint", version },
    base,
    head,
    forms: forms.map(({ name, changes }) => ({ form: name ?? null, changes })),
    newFindings: found.map((it) => diagnosticOf(it, indexOf)),
    goneFindings: gone.map((it) => diagnosticOf(it, indexOf)),
  };
}
