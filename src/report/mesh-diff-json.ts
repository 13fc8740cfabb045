import { diagnosticOf } from "./json.ts";
import { lineIndexes } from "./line-index.ts";
import type { MeshDiff } from "./mesh-diff.ts";
import type { RenderOptions } from "./renderer.ts";

/** The same as data; `schemas/diff.schema.json` describes it. */
export function renderMeshDiffJson(
  { base, head, forms, gone, found }: MeshDiff,
  { version }: Pick<RenderOptions, "version">,
): string {
  const indexOf = lineIndexes();
  const data = {
    schemaVersion: 1,
    tool: { name: "istio-grpc-lint", version },
    base,
    head,
    forms: forms.map(({ name, changes }) => ({ form: name ?? null, changes })),
    newFindings: found.map((it) => diagnosticOf(it, indexOf)),
    goneFindings: gone.map((it) => diagnosticOf(it, indexOf)),
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
}
